"""What a reader looks at, as one value: the same for pages, links, the API, reports and the command."""
