import SiteConfiguration
import Testing

/// Every key there is about TLS and origin access.
let secured =
    minimal + """
        edge:
          tls:
            listen: 0.0.0.0:443
            certificates:
              - { certificate: tls/blog.pem, key: tls/blog.key }
              - { certificate: /etc/other.pem, key: /etc/other.key }
            minimum: "1.3"
            redirect: true
          origins:
            site: { url: "http://localhost:9000" }
            app: { url: "https://app.internal", ca: tls/app-ca.pem, sign: true }
            unsigned: { url: "http://127.0.0.1:9000", sign: false }
        origin: { listen: 127.0.0.1:9000, access: edge }
        """

@Suite struct `Settings of TLS and origin access` {
    @Test func `all of them are read`() throws {
        let settings = try SiteSettings(yaml: secured)
        let tls = try #require(settings.edge.tls)
        #expect(tls.listen.description == "0.0.0.0:443" && tls.minimum == .tls13 && tls.redirect)
        #expect(
            tls.certificates == [
                .init(certificate: "tls/blog.pem", key: "tls/blog.key"),
                .init(certificate: "/etc/other.pem", key: "/etc/other.key"),
            ])
        #expect(settings.origin.access == .edge)
        #expect(settings.edge.origins.map(\.ca) == [nil, "tls/app-ca.pem", nil])
        #expect(settings.edge.origins.map(\.sign) == [true, true, false])
    }

    @Test func `without them there is no TLS, and the origin is open`() throws {
        let settings = try SiteSettings(yaml: minimal)
        #expect(settings.edge.tls == nil && settings.origin.access == .open)
        #expect(settings.edge.origins.map(\.sign) == [false])
        let tls = try SiteSettings(
            yaml: minimal + "edge: { tls: { certificates: [{ certificate: a, key: b }] } }"
        ).edge.tls
        #expect(tls?.listen.description == "0.0.0.0:8443" && tls?.minimum == .tls12 && tls?.redirect == false)
    }

    @Test(
        arguments: [
            (
                "edge: { tls: {} }",
                "`edge.tls` needs `certificates: [{ certificate: FILE, key: FILE }]`, one pair at least"
            ),
            ("edge: { tls: { certificates: [] } }", "one pair at least"),
            ("edge: { tls: { certificates: [{ certificate: a }] } }", "`edge.tls.certificates[0]` lacks `key`"),
            ("edge: { tls: { certificates: [{ certificate: a, key: b, kye: c }] } }", "(did you mean `key`?)"),
            ("edge: { tls: { certificates: [{ certificate: a, key: b/ }] } }", "`b/` is not the path of a file"),
            (
                "edge: { tls: { certificates: [{ certificate: a, key: b }], minimum: 1.1 } }",
                "`1.1` is none of `1.2` or `1.3`"
            ),
            (
                "edge: { tls: { certificates: [{ certificate: a, key: b }], redirect: yes } }",
                "`yes` is neither `true` nor `false`"
            ),
            (
                "edge: { origins: { site: { url: http://a.example, ca: a.pem } } }",
                "`edge.origins.site.ca` is for https; the origin's `url` says http"
            ),
            ("origin: { access: edges }", "`edges` is none of `open` or `edge` (did you mean `edge`?)"),
        ])
    func `mistakes are told`(_ yaml: String, _ expected: String) {
        do throws(ConfigurationProblems) {
            _ = try SiteSettings(yaml: minimal + yaml)
            Issue.record("\(yaml) was taken")
        } catch {
            #expect(error.description.contains(expected), "\(error)")
        }
    }
}
