"""Vary: RFC 9111 §4.1, RFC 9110 §12.5.5."""

from model import C, O, R, any_, case, fill, hit, miss, valid

F = "Cache-Control: max-age=3600"
V = "9111 §4.1"


def vary(name, kind, lines, first, second, same, clause=V, needs=()):
    lines = (lines,) if isinstance(lines, str) else lines
    case(f"vary-{name}", kind, clause, fill(F, *(f"Vary: {line}" for line in lines), send=first), (hit if same else miss)(send=second), needs=needs)


vary("match", O, "Foo", "Foo: 1", "Foo: 1", True)
vary("other", R, "Foo", "Foo: 1", "Foo: 2", False)
vary("absent-then-present", R, "Foo", (), "Foo: 1", False)
vary("present-then-absent", R, "Foo", "Foo: 1", (), False)
vary("absent-both", O, "Foo", (), (), True)
vary("empty-against-absent", C, "Foo", "Foo:", (), False)
vary("name-case", O, "fOO", "Foo: 1", "FOO: 1", True, V + ": names are case-insensitive")
vary("name-case-other", R, "FOO", "foo: 1", "foo: 2", False)
vary("value-case", C, "Foo", "Foo: a", "Foo: A", False)
vary("two-match", O, "Foo, Bar", ("Foo: 1", "Bar: a"), ("Foo: 1", "Bar: a"), True)
vary("two-first-differs", R, "Foo, Bar", ("Foo: 1", "Bar: a"), ("Foo: 2", "Bar: a"), False)
vary("two-second-differs", R, "Foo, Bar", ("Foo: 1", "Bar: a"), ("Foo: 1", "Bar: b"), False)
vary("two-second-absent", R, "Foo, Bar", ("Foo: 1", "Bar: a"), "Foo: 1", False)
vary("two-request-order", O, "Foo, Bar", ("Foo: 1", "Bar: a"), ("Bar: a", "Foo: 1"), True)
vary("two-absent-both", O, "Foo, Bar", "Foo: 1", "Foo: 1", True)
vary("two-swapped", R, "Foo, Bar", ("Foo: 1", "Bar: 2"), ("Foo: 2", "Bar: 1"), False)
vary("two-shifted", R, "Foo, Bar", ("Foo: 12", "Bar: 3"), ("Foo: 1", "Bar: 23"), False)
vary("three-match", O, "Foo, Bar, Baz", ("Foo: 1", "Bar: a", "Baz: x"), ("Foo: 1", "Bar: a", "Baz: x"), True)
vary("three-differs", R, "Foo, Bar, Baz", ("Foo: 1", "Bar: a", "Baz: x"), ("Foo: 1", "Bar: a", "Baz: y"), False)
vary("three-request-order", O, "Foo, Bar, Baz", ("Foo: 1", "Bar: a", "Baz: x"), ("Baz: x", "Foo: 1", "Bar: a"), True)
vary("not-named", O, "Foo", ("Foo: 1", "Other: 2"), ("Foo: 1", "Other: 3"), True)
vary("lines-match", O, ("Foo", "Bar"), ("Foo: 1", "Bar: a"), ("Foo: 1", "Bar: a"), True)
vary("lines-second-differs", R, ("Foo", "Bar"), ("Foo: 1", "Bar: a"), ("Foo: 1", "Bar: b"), False)
vary("lines-first-differs", R, ("Foo", "Bar"), ("Foo: 1", "Bar: a"), ("Foo: 2", "Bar: a"), False)
vary("empty-members", O, ", Foo,,", "Foo: 1", "Foo: 1", True)
vary("empty-members-other", R, ", Foo,,", "Foo: 1", "Foo: 2", False)
vary("empty-field", O, "", "Foo: 1", "Foo: 2", True)
vary("no-spaces", R, "Foo,Bar", ("Foo: 1", "Bar: a"), ("Foo: 1", "Bar: b"), False)
vary("tabs", R, "Foo\t,\tBar", ("Foo: 1", "Bar: a"), ("Foo: 1", "Bar: b"), False)
vary("duplicate-name", O, "Foo, Foo", "Foo: 1", "Foo: 1", True)
STAR = V + ": * never matches"
for name, lines in (("alone", "*"), ("last", "Foo, *"), ("first", "*, Foo"), ("middle", "Foo, *, Bar"), ("line-1", ("*", "Foo")), ("line-2", ("Foo", "*")),
                    ("empty-around", ", *, "), ("spaces", "   *   "), ("no-space", "Foo,*"), ("twice", "*, *")):
    vary(f"star-{name}", R, lines, "Foo: 1", "Foo: 1", False, STAR)
case("vary-star-passed-on", R, "9110 §12.5.5", any_(F, "Vary: *", has="Vary: *"))
case("vary-star-validated", C, "9111 §4.1", fill(F, 'ETag: "a"', "Vary: *"), valid("inm", F, 'ETag: "a"'))
case("vary-star-304", C, "9111 §4.1", fill(F, 'ETag: "a"', "Vary: *"), any_(F, send='If-None-Match: "a"', check=lambda run, response, arrived: None if arrived else "not at the origin"))

N = "9111 §4.1: normalising is allowed"
vary("value-lines-joined", O, "Foo", ("Foo: 1", "Foo: 2"), "Foo: 1, 2", True, N)
vary("value-lines-order", R, "Foo", ("Foo: 1", "Foo: 2"), ("Foo: 2", "Foo: 1"), False, V + ": order may matter")
vary("value-outer-spaces", O, "Foo", "Foo: 1", "Foo:   1  ", True, N)
vary("value-list-spaces", C, "Foo", "Foo: 1,2", "Foo: 1,  2", True, N)
vary("value-inner-spaces", C, "Foo", "Foo: a b", "Foo: a  b", False, V)
vary("value-unknown-order", R, "Foo", "Foo: a, b", "Foo: b, a", False, V + ": unknown field, order may matter")
vary("language-match", O, "Accept-Language", "Accept-Language: en, de", "Accept-Language: en, de", True)
vary("language-other", R, "Accept-Language", "Accept-Language: en", "Accept-Language: de", False)
vary("language-order", O, "Accept-Language", "Accept-Language: en, de", "Accept-Language: de, en", True, N)
vary("language-weight-order", O, "Accept-Language", "Accept-Language: en;q=0.8, de;q=0.5", "Accept-Language: de;q=0.5, en;q=0.8", True, N)
vary("language-case", O, "Accept-Language", "Accept-Language: en, DE", "Accept-Language: EN, de", True, N)
vary("language-spaces", O, "Accept-Language", "Accept-Language: en,de", "Accept-Language: en , de", True, N)
vary("language-q1", O, "Accept-Language", "Accept-Language: en;q=1.0", "Accept-Language: en", True, N)
vary("language-weights-differ", R, "Accept-Language", "Accept-Language: en;q=0.8, de;q=0.5", "Accept-Language: en;q=0.5, de;q=0.8", False)
case("vary-language-selection", O, "9111 §4.1: selection by the field's rules (Content-Language)", fill(F, "Vary: Accept-Language", "Content-Language: de", send="Accept-Language: en;q=0.5, de"), hit(send="Accept-Language: de"))
for number, (before, after) in enumerate((("en, de", "de"), ("en, de", "fr, de"), ("en;q=0.9, de;q=0.1", "de, en;q=0.5"), ("de", "de, en"))):
    case(f"vary-language-selection-{number + 1}", C, "9111 §4.1: selection by the field's rules", fill(F, "Vary: Accept-Language", "Content-Language: de", send=f"Accept-Language: {before}"), hit(send=f"Accept-Language: {after}"))
case("vary-language-selection-not", R, "9111 §4.1", fill(F, "Vary: Accept-Language", "Content-Language: de", send="Accept-Language: en;q=0.5, de"), miss(F, send="Accept-Language: fr"))
vary("encoding-spaces", O, "Accept-Encoding", "Accept-Encoding: gzip,br", "Accept-Encoding: gzip, br", True, N)
vary("encoding-order", O, "Accept-Encoding", "Accept-Encoding: br, gzip", "Accept-Encoding: gzip, br", True, N)
vary("encoding-other", R, "Accept-Encoding", "Accept-Encoding: gzip", "Accept-Encoding: identity", False)
vary("accept-order", C, "Accept", "Accept: text/html, text/plain;q=0.5", "Accept: text/plain;q=0.5, text/html", True, N)
vary("cookie-other", R, "Cookie", "Cookie: a=1", "Cookie: a=2", False)
vary("user-agent-other", R, "User-Agent", "User-Agent: one", "User-Agent: two", False)
vary("origin-other", R, "Origin", "Origin: http://a.example", "Origin: http://b.example", False)
vary("host-named", C, "Host", (), (), True)
vary("long-value-end", R, "Foo", "Foo: " + "x" * 3000 + "1", "Foo: " + "x" * 3000 + "2", False)
many = tuple(f"H{n}: {n}" for n in range(12))
vary("many-names", R, ", ".join(f"H{n}" for n in range(12)), many, many[:-1] + ("H11: x",), False)

K, W = (F, "Vary: Foo"), V + ": several variants side by side"
case("variants-both", O, W, fill(*K, send="Foo: 1"), fill(*K, send="Foo: 2"), hit(send="Foo: 1", like=0), hit(send="Foo: 2", like=1))
case("variants-four", O, W, *(fill(*K, send=f"Foo: {n}") for n in range(4)), *(hit(send=f"Foo: {n}", like=n) for n in (2, 0, 3, 1)))
case("variants-absent", O, W, fill(*K), fill(*K, send="Foo: 2"), hit(like=0), hit(send="Foo: 2", like=1))
case("variants-two-fields", O, W, fill(F, "Vary: Foo, Bar", send=("Foo: 1", "Bar: 1")), fill(F, "Vary: Foo, Bar", send=("Foo: 1", "Bar: 2")), hit(send=("Foo: 1", "Bar: 1"), like=0))
case("variants-vary-changes", R, "9111 §4.1: each response's own Vary", fill(F, "Vary: Foo", send=("Foo: 1", "Bar: 1")), fill(F, "Vary: Bar", send=("Foo: 2", "Bar: 1")),
     any_(F, send=("Foo: 3", "Bar: 2"), check=lambda run, response, arrived: None if arrived else "no stored answer matches"))
case("variants-newest-wins", R, "9111 §4.1: most recent of several", fill(F, "Vary: Foo", send=("Foo: 1", "Bar: 1")), miss(F, "Vary: Bar", send=("Foo: 2", "Bar: 1")), hit(send=("Foo: 1", "Bar: 1"), like=1, setup=False), needs="variants-both")
case("variants-no-vary-after", C, "9111 §4.1", fill(*K, send="Foo: 1"), miss(F, send="Foo: 2"), hit(send="Foo: 3", like=1))
case("variants-inm-other-variant", R, "9111 §4.1, §4.3.2: only a selected response answers", fill(F, "Vary: Foo", 'ETag: "a"', send="Foo: 1"), miss(F, "Vary: Foo", send=("Foo: 2", 'If-None-Match: "a"')))
case("variants-inm-same-variant", O, "9111 §4.3.2", fill(F, "Vary: Foo", 'ETag: "a"', send="Foo: 1"), hit(send=("Foo: 1", 'If-None-Match: "a"'), status=304))
case("variants-validated-alone", O, "9111 §4.3.1", fill("Cache-Control: max-age=1", "Vary: Foo", 'ETag: "1"', send="Foo: 1"), fill(F, "Vary: Foo", 'ETag: "2"', send="Foo: 2"),
     valid("inm", F, 'ETag: "1"', send="Foo: 1", wait=3, like=0, status=200), hit(send="Foo: 2", like=1))
case("variants-known-tags", C, "9111 §4.3.1: MAY send the tags of other variants", fill(F, "Vary: Foo", 'ETag: "1"', send="Foo: 1"), any_(F, "Vary: Foo", send="Foo: 2", saw='If-None-Match: "1"'))
case("variants-expire-alone", R, "9111 §4.2", fill("Cache-Control: max-age=1", "Vary: Foo", send="Foo: 1"), fill(F, "Vary: Foo", send="Foo: 2"), miss(F, "Vary: Foo", send="Foo: 1", wait=3), needs="vary-match")
case("variants-head", O, V, fill(*K, send="Foo: 1"), fill(*K, send="Foo: 2"), hit(method="HEAD", send="Foo: 1"))
