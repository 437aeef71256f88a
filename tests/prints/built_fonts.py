"""Small fonts for scripts that no font of ours writes: each letter a block with a mark of its own, joined by GSUB."""

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:!?'-()_"
HEBREW = "אבגדהוזחטיכךלמםנןסעפףצץקרשת"
ARABIC = "ابتجحخدذرزسشصطعفقكلمنهويةىءأ،؟"
ENDING = "ادذرزوةىءأ"  # join to the letter before only
_FORMS = ("init", "medi", "fina")


def built_font(path, letters, *, joins=False, width=600):
    """Save a font with ``letters`` at ``path``; with ``joins`` those of Arabic take the form their place asks for."""
    names = {letter: f"u{ord(letter):04X}" for letter in dict.fromkeys(letters + LATIN)}
    forms = [f"{name}.{form}" for letter, name in names.items() if joins and letter in ARABIC for form in _FORMS]
    order = [".notdef", "space", *names.values(), *forms]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x20: "space"} | {ord(letter): name for letter, name in names.items()})
    builder.setupGlyf({name: _block(number, width) for number, name in enumerate(order)})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (width, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Built", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    if joins:
        addOpenTypeFeaturesFromString(builder.font, _joining(names))
    builder.save(path)
    return str(path)


def _block(number, width):
    """A box with a hole whose height differs from glyph to glyph; the space and the missing glyph are empty."""
    pen = TTGlyphPen(None)
    if number > 1:
        level = 100 + number % 40 * 9
        _ring(pen, [(40, 0), (40, 520), (width - 40, 520), (width - 40, 0)])
        _ring(pen, [(120, 60), (width - 120, 60), (width - 120, level), (120, level)])
    return pen.glyph()


def _ring(pen, points):
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _joining(names):
    rules = dict.fromkeys(_FORMS, "")
    for letter, name in names.items():
        if letter in ARABIC[:-2]:
            for form in ("fina",) if letter in ENDING else _FORMS:
                rules[form] += f"sub {name} by {name}.{form};\n"
    features = "".join(f"feature {form} {{ script arab;\n{rule}}} {form};\n" for form, rule in rules.items())
    return "languagesystem DFLT dflt;\nlanguagesystem arab dflt;\n" + features
