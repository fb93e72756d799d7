"""Read the items of a list page: layouts, autodetection, dates, images, pagination, the text of articles."""
