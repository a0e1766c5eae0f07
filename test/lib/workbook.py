"""Workbooks made by hand, so that a test can say every byte of one: right ones, and
ones that no spreadsheet would write."""
import datetime
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DATE, DATE_CN, STAMP, CLOCK = 1, 2, 3, 4            # indexes into STYLES
STYLES = (0, 14, 31, 22, 20)                        # number formats, all built in


def letters(n):
    text = ""
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell(row, column, value):
    """The XML of one cell; a (number, style) pair is a number shown in that style."""
    ref = f'r="{letters(column)}{row}"'
    if value is None or value == "":
        return ""
    if isinstance(value, tuple):
        return f'<c {ref} s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, bool):
        return f'<c {ref} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime.date):
        days = (value - datetime.date(1899, 12, 30)).days
        return f'<c {ref} s="{DATE_CN}"><v>{days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c {ref}><v>{value!r}</v></c>'
    return f'<c {ref} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet(rows, first=1):
    body = "".join(f'<row r="{i}">' + "".join(cell(i, k, v) for k, v in enumerate(row, 1)) + "</row>"
                   for i, row in enumerate(rows, first) if row)
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{body}' \
           "</sheetData></worksheet>"


def parts(sheets, strings=None, from_1904=False):
    """The parts of a workbook: {name: XML of the sheet, or its rows}."""
    names = list(sheets)
    listed = "".join(f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="r{i}"/>'
                     for i, n in enumerate(names, 1))
    related = "".join(f'<Relationship Id="r{i}" Type="{REL}/worksheet" Target="worksheets/s{i}.xml"/>'
                      for i in range(1, len(names) + 1))
    related += f'<Relationship Id="rs" Type="{REL}/styles" Target="styles.xml"/>'
    if strings is not None:
        related += f'<Relationship Id="rt" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
    kinds = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")] + \
        [(f"worksheets/s{i}.xml", "worksheet") for i in range(1, len(names) + 1)]
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
                               'ContentType="application/xml"/><Default Extension="rels" '
                               'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               + "".join(f'<Override PartName="/xl/{name}" ContentType="{KIND}.{kind}+xml"/>'
                                         for name, kind in kinds) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
                       f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr date1904='
                           f'"{int(from_1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}'
                                      "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>'
                         + "".join(f'<xf numFmtId="{n}"/>' for n in STYLES) + "</cellXfs></styleSheet>",
    }
    if strings is not None:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    for i, n in enumerate(names, 1):
        body = sheets[n]
        made[f"xl/worksheets/s{i}.xml"] = body if isinstance(body, (str, bytes)) else sheet(body)
    return made


def zipped(made, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as z:
        for name, text in made.items():
            z.writestr(name, text)
    return out.getvalue()


def workbook(sheets, **options):
    return zipped(parts(sheets, **options))


def hostile():
    """{what it is: (bytes, code of the fault)}: workbooks that are none, or worse."""
    def with_sheet(xml, **options):
        return workbook({"表": xml}, **options)

    def rows(inner):
        return f'<worksheet xmlns="{MAIN}"><sheetData>{inner}</sheetData></worksheet>'

    good = workbook({"表": [["sn", "name"]] + [[f"k{i}", "x" * 50] for i in range(2000)]})
    middle = len(good) // 2
    cut_xml = sheet([["sn"], ["1"]]).replace("</sheetData>", "")
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + sheet([["sn"]])
    missing = parts({"表": [["sn"]]})
    del missing["xl/worksheets/s1.xml"]
    no_book = parts({"表": [["sn"]]})
    del no_book["xl/workbook.xml"]
    outside = parts({"表": [["sn"]]})
    outside["xl/_rels/workbook.xml.rels"] = outside["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/s1.xml", "../../../../etc/passwd")
    bomb = parts({"表": rows('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
                            + " " * (300 << 20))})
    strings_bomb = parts({"表": [["sn"]]}, strings="<si><t>" + "x" * 1000 + "</t></si>"
                         + "<si><t>y</t></si>" * (8 << 20))
    return {
        "cut in half": (good[:middle], "damaged"),
        "bytes turned in the middle": (good[:200] + bytes(b ^ 0x55 for b in good[200:900])
                                       + good[900:], "damaged"),
        "the first bytes alone": (b"PK\x03\x04", "damaged"),
        "another zip": (zipped({"a.txt": "no workbook"}), "no-workbook"),
        "a zip of nothing but names": (zipped(no_book), "no-workbook"),
        "an old .xls": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096), "old-or-locked"),
        "a sheet that isn't there": (zipped(missing), "damaged"),
        "a sheet outside the zip": (zipped(outside), "damaged"),
        "XML that ends too early": (with_sheet(cut_xml), "damaged"),
        "XML with entities of its own": (with_sheet(laughs), "doctype"),
        "XML that is none": (with_sheet("<worksheet><<<"), "damaged"),
        "bytes that are no UTF-8": (with_sheet(b"<worksheet><sheetData><row><c t='str'><v>\xff\xfe"
                                               b"</v></c></row></sheetData></worksheet>"), "damaged"),
        "elements a thousand deep": (with_sheet("<a>" * 1000 + "</a>" * 1000), "damaged"),
        "a shared text that isn't there": (with_sheet(
            rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), strings="<si><t>a</t></si>"),
            "bad-reference"),
        "a cell of no place": (with_sheet(rows('<row r="1"><c r="1A"><v>7</v></c></row>')),
                               "bad-reference"),
        "rows that go backwards": (with_sheet(rows(
            '<row r="2"><c r="A2"><v>7</v></c></row><row r="1"><c r="A1"><v>7</v></c></row>')),
            "row-order"),
        "a row past the last": (with_sheet(rows('<row r="1048577"><c><v>7</v></c></row>')),
                                "row-order"),
        "a cell in column XFD": (with_sheet(rows('<row r="1"><c r="XFD1"><v>7</v></c></row>')),
                                 "too-many-columns"),
        "a cell of two million letters": (with_sheet(rows(
            '<row r="1"><c r="A1" t="str"><v>' + "x" * (2 << 20) + "</v></c></row>")),
            "cell-too-long"),
        "a hundred million blanks in a few kilobytes": (zipped(bomb), "too-big"),
        "texts without end": (zipped(strings_bomb), "too-big"),
    }
