"""The functions of `import ilofeed`: they check their arguments, then call the packages of the pipeline.

`ilofeed.__init__` exports them; no other package imports them.
"""
