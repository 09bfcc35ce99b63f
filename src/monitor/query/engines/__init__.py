"""The engines that answer the questions of a desk: one inside this process, one that is a cluster."""
