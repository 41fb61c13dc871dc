extension SiteSettings {
    /// `edge.tls`; a group without certificates is a mistake, no group is no TLS.
    static func readTLS(_ edge: Section) -> TLS? {
        guard let setting = edge.setting("tls") else { return nil }
        let section = setting.section()
        let listen = section.value("listen", default: ListenAddress(host: "0.0.0.0", port: 8443), listenAddress)
        let minimum = section.value("minimum", default: .tls12, choice(TLSVersion.self))
        let redirect = section.value("redirect", default: false, truth)
        let members = section.setting("certificates")?.members(limit: 256)
        let certificates = members?.compactMap(readCertificate) ?? []
        if members?.isEmpty ?? true {
            setting.complain(
                Complaint("`edge.tls` needs `certificates: [{ certificate: FILE, key: FILE }]`, one pair at least"))
        }
        section.finish()
        return TLS(listen: listen, certificates: certificates, minimum: minimum, redirect: redirect)
    }

    private static func readCertificate(_ setting: Setting) -> Certificate? {
        let section = setting.section()
        let certificate = section.required("certificate", filePath)
        let key = section.required("key", filePath)
        section.finish()
        guard let certificate, let key else { return nil }
        return Certificate(certificate: certificate, key: key)
    }

    /// `ca`, which is of no use without TLS: somebody who gives it believes that there is some.
    static func readAuthorities(_ section: Section, urls: [WebAddress]) -> String? {
        guard let setting = section.setting("ca") else { return nil }
        if urls.contains(where: { $0.scheme == .http }) {
            setting.complain(Complaint("`\(setting.keyPath)` is for https; the origin's `url` says http"))
        }
        return setting.value(filePath)
    }

    /// Whether an address is where the site's own origin listens.
    static func isOwnOrigin(_ address: WebAddress, _ origin: Origin) -> Bool {
        let loopback = ["127.0.0.1", "::1", "localhost"]
        let everywhere = ["0.0.0.0", "::"]
        guard address.scheme == .http, address.effectivePort == origin.listen.port else { return false }
        return address.host == origin.listen.host
            || (loopback.contains(address.host) && (loopback + everywhere).contains(origin.listen.host))
    }
}

/// A path of the local file system; relative ones count from the site's folder.
private func filePath(_ text: String) throws(Complaint) -> String {
    guard !text.isEmpty, text.utf8.count <= 4_096, !text.hasSuffix("/"), !text.utf8.contains(where: { $0 < 0x20 })
    else { throw Complaint("`\(text)` is not the path of a file") }
    return text
}
