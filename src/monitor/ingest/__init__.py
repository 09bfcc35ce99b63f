"""The world becomes articles: files, archives, pages, dates, addresses, cleaning."""
