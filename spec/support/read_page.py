# Reads a page from standard input with Python's parser and writes what it found as JSON.
import html.parser
import json
import sys

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.problems = []
        self.tags = {}
        self.attributes = set()
        self.addresses = []
        self.texts = {}  # by id, of elements without children
        self.headings = []
        self.labels = []
        self.tables = []
        self.table = None
        self.title = ""
        self.ids = set()
        self.label_ids = set()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        attributes = dict(attrs)
        self.attributes.update(attributes)
        for name in ("href", "src", "action", "xlink:href"):
            if name in attributes:
                self.addresses.append(attributes[name])
        if "id" in attributes:
            if attributes["id"] in self.ids:
                self.problems.append("id twice: " + attributes["id"])
            self.ids.add(attributes["id"])
        if "aria-labelledby" in attributes:
            self.label_ids.add(attributes["aria-labelledby"])
        if tag == "svg" and attributes.get("aria-hidden") != "true":
            self.labels.append(attributes.get("aria-label", ""))
        if tag == "table":
            self.table = {"caption": "", "rows": [], "head": [], "scopes": 0}
            self.tables.append(self.table)
        if tag == "th" and attributes.get("scope") in ("col", "row"):
            self.table["scopes"] += 1
        if tag == "tr":
            self.table["rows"].append([])
        if tag in ("td", "th"):
            self.table["rows"][-1].append("")
        if tag not in VOID:
            self.open.append((tag, attributes.get("id")))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.problems.append("</%s> in %s" % (tag, self.open[-1:]))
            return
        self.open.pop()
        if tag == "table":
            self.table = None

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        if not tags:
            return
        if self.open[-1][1]:
            self.texts[self.open[-1][1]] = self.texts.get(self.open[-1][1], "") + data
        if tags[-1] == "title" and "svg" not in tags:
            self.title += data
        if tags[-1] in ("h1", "h2", "h3"):
            self.headings.append([tags[-1], data])
        if self.table is not None and "caption" in tags:
            self.table["caption"] += data
        if self.table is not None and ("td" in tags or "th" in tags) and "svg" not in tags:
            self.table["rows"][-1][-1] += data


page = Page()
page.feed(sys.stdin.buffer.read().decode("utf-8"))
page.close()
page.problems += ["not closed: %s" % tag for tag, _ in page.open]
page.problems += ["no element has the id " + name for name in page.label_ids - page.ids]
json.dump({
    "problems": page.problems,
    "tags": page.tags,
    "attributes": sorted(page.attributes),
    "addresses": page.addresses,
    "texts": page.texts,
    "headings": page.headings,
    "labels": page.labels,
    "tables": page.tables,
    "title": page.title,
}, sys.stdout)
