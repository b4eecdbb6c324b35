"""The parts of a workbook that are always the same, and the frame of its one sheet."""

TEXT, BOLD = 1, 2  # styles: Excel's format for text, and the same in bold
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
HEAD = (
    f"{XML}<worksheet {MAIN}><sheetViews><sheetView workbookViewId='0'>"
    "<pane ySplit='1' topLeftCell='A2' activePane='bottomLeft' state='frozen'/></sheetView>"
    "</sheetViews><cols><col min='1' max='%d' width='%d' customWidth='1'/></cols><sheetData>"
)
TAIL = "</sheetData><autoFilter ref='%s'/></worksheet>"
PARTS = {
    "[Content_Types].xml": (
        f"{XML}<Types xmlns='{PACKAGE}/content-types'>"
        "<Default Extension='rels' "
        "ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Override PartName='/xl/workbook.xml' ContentType='{MIME}.sheet.main+xml'/>"
        f"<Override PartName='/xl/worksheets/sheet1.xml' ContentType='{MIME}.worksheet+xml'/>"
        f"<Override PartName='/xl/styles.xml' ContentType='{MIME}.styles+xml'/></Types>"
    ),
    "_rels/.rels": (
        f"{XML}<Relationships xmlns='{PACKAGE}/relationships'>"
        f"<Relationship Id='rId1' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/>"
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f"{XML}<workbook {MAIN} xmlns:r='{OFFICE}'>"
        "<sheets><sheet name='Results' sheetId='1' r:id='rId1'/></sheets></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f"{XML}<Relationships xmlns='{PACKAGE}/relationships'>"
        f"<Relationship Id='rId1' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/>"
        f"<Relationship Id='rId2' Type='{OFFICE}/styles' Target='styles.xml'/></Relationships>"
    ),
    "xl/styles.xml": (
        f"{XML}<styleSheet {MAIN}>"
        "<fonts count='2'><font><sz val='11'/><name val='Calibri'/></font>"
        "<font><b/><sz val='11'/><name val='Calibri'/></font></fonts>"
        "<fills count='2'><fill><patternFill patternType='none'/></fill>"
        "<fill><patternFill patternType='gray125'/></fill></fills>"
        "<borders count='1'><border/></borders>"
        "<cellStyleXfs count='1'><xf/></cellStyleXfs>"
        "<cellXfs count='3'><xf/>"
        "<xf numFmtId='49' applyNumberFormat='1'/>"
        "<xf numFmtId='49' fontId='1' applyNumberFormat='1' applyFont='1'/></cellXfs>"
        "<cellStyles count='1'><cellStyle name='Normal' xfId='0' builtinId='0'/></cellStyles>"
        "</styleSheet>"
    ),
}
