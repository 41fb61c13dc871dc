import EdgeProxy
import Foundation
import OriginAccess
import SiteConfiguration

extension EdgeAssembly {
    static func tls(_ settings: SiteSettings.TLS, site: SiteFolder) throws -> EdgeTLS {
        let files = settings.certificates.map {
            CertificateFiles(certificate: site.file($0.certificate), key: site.file($0.key))
        }
        var tls = EdgeTLS(
            host: settings.listen.host, port: settings.listen.port, certificates: try CertificateStore(files))
        switch settings.minimum {
        case .tls12: tls.minimum = .tls12
        case .tls13: tls.minimum = .tls13
        }
        if settings.redirect {
            // Where readers find the site counts, if that says: the port may be mapped on its way here.
            let url = site.settings.site.url
            tls.redirectPort = url.scheme == .https ? url.effectivePort : settings.listen.port
        }
        return tls
    }

    /// Says which certificates have run out, or soon will.
    static func warnOfExpiry(_ configuration: EdgeConfiguration) {
        let now = Int(Date().timeIntervalSince1970)
        for warning in configuration.tls?.certificates.warnings(at: now) ?? [] { Console.note("warning: \(warning)") }
    }
}

extension SiteFolder {
    /// What the site's edges sign with and its origin checks by.
    func accessKey() throws -> AccessKey {
        guard let key = AccessKey(secret: try secret("edge")) else {
            throw CommandFailure("the key .masthead/keys/edge is too short", code: .usage)
        }
        return key
    }

    /// A path from masthead.yaml: relative ones count from the site's folder.
    func file(_ path: String) -> String { path.hasPrefix("/") ? path : "\(self.path)/\(path)" }
}
