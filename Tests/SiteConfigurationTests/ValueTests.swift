import SiteConfiguration
import Testing

/// A text and what it is read as: the canonical form of the value, or `nil` when it is refused.
typealias Reading = (text: String, value: String?)

@Suite struct `Values in a configuration` {
    @Test(
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1:8080"), ("localhost:0", "localhost:0"), ("[::1]:65535", "[::1]:65535"),
            ("0.0.0.0:80", "0.0.0.0:80"), ("127.0.0.1", nil), (":8080", nil), ("::1:8080", nil), ("[::1]", nil),
            ("[host]:80", nil), ("a b:80", nil), ("host:65536", nil), ("host:-1", nil), ("host:+1", nil),
            ("host:", nil),
            ("256.0.0.1:80", nil), ("1.2.3:80", nil),
        ] as [Reading])
    func `listen addresses`(_ row: Reading) { #expect((try? ListenAddress(row.text))?.description == row.value) }

    @Test(
        arguments: [
            ("256MiB", "256MiB"), ("10GiB", "10GiB"), ("512 KB", "500KiB"), ("513 KB", "513KB"), ("1024KiB", "1MiB"),
            ("1kb", "1KB"),
            ("7B", "7B"), ("0", "0"), ("0B", "0"), ("10", nil), ("1.5GiB", nil), ("-1MiB", nil), ("MiB", nil),
            ("10 potatoes", nil), ("9999999999TiB", nil),
        ] as [Reading])
    func `sizes`(_ row: Reading) { #expect((try? ByteCount(row.text))?.description == row.value) }

    @Test(
        arguments: [
            ("300s", "5m"), ("5m", "5m"), ("1h", "1h"), ("7d", "7d"), ("250ms", "250ms"), ("90s", "90s"), ("0", "0s"),
            ("24h", "1d"), ("10", nil), ("5M", nil), ("-1s", nil), ("1y", nil), ("4000d", nil), ("", nil),
        ] as [Reading])
    func `durations`(_ row: Reading) { #expect((try? Span.read(row.text)).map(Span.text) == row.value) }

    @Test(
        arguments: [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("https://Blog.Example/", "https://blog.example"),
            ("https://a.example:443/x/y/", "https://a.example/x/y"), ("http://[::1]:80", "http://[::1]"),
            ("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81"), ("blog.example", nil), ("ftp://a.example", nil),
            ("http://", nil), ("http://a.example?x=1", nil), ("http://a.example/#x", nil),
            ("http://u:p@a.example", nil),
            ("http://a.example:0", nil), ("http://a.example:http", nil), ("http://a b", nil),
            ("http://bücher.example", nil),
            ("http://a.example/../x", nil), ("http://a.example/x//y", nil), ("http://[::1", nil),
        ] as [Reading])
    func `addresses`(_ row: Reading) { #expect((try? WebAddress(row.text))?.description == row.value) }

    @Test(
        arguments: [
            ("hello@blog.example", "hello@blog.example"),
            ("Field Notes <a.b+c@x.example>", "Field Notes <a.b+c@x.example>"),
            ("\"Notes, daily\" <a@b.example>", "Notes, daily <a@b.example>"),
            ("Ñotes <a@b.example>", "Ñotes <a@b.example>"),
            ("<a@b.example>", "a@b.example"), ("a", nil), ("a@b@c.example", nil), (".a@b.example", nil), ("a@-b", nil),
            ("A\r\nBcc: x@y.example <a@b.example>", nil), ("A <a@b.example", nil), ("x<y <a@b.example>", nil),
        ] as [Reading])
    func `mailboxes`(_ row: Reading) { #expect((try? Mailbox(row.text))?.description == row.value) }

    @Test(
        arguments: [
            ("/:year/:month/:slug/", "/:year/:month/:slug/"),
            ("/blog/:year-:month-:day/:slug/", "/blog/:year-:month-:day/:slug/"),
            ("/:slug/", "/:slug/"), ("/:year/", nil), (":slug/", nil), ("/:slug", nil), ("//:slug/", nil),
            ("/.x/:slug/", nil), ("/:title/:slug/", nil), ("/a b/:slug/", nil),
        ] as [Reading])
    func `permalinks`(_ row: Reading) { #expect((try? PermalinkPattern(row.text))?.text == row.value) }
}
