import Glibc
import NIOCore
import NIOSSL

/// How the edge speaks TLS to an origin: always verified, never anything less.
///
/// The origin's certificate must come from a known authority and be for the host that the origin's address names; SNI says that
/// name too, unless it is an IP address (RFC 6066 §3), which the certificate must then hold as such.
package struct OriginTLS: Sendable, Hashable {
    /// A file with the authorities to trust, in PEM; `nil` for the system's.
    package let authorities: String?
    private let context: NIOSSLContext

    /// Reads the authorities, which takes a while.
    package init(authorities: String? = nil) throws(TLSMistake) {
        self.authorities = authorities
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if let authorities {
            configuration.trustRoots = .certificates(try ServerCertificate.certificates(in: authorities))
        }
        configuration.applicationProtocols = [alpnName]
        configuration.shutdownTimeout = tlsShutdownTimeout
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw TLSMistake(file: authorities ?? "the system's authorities", reason: "can't be used: \(error)")
        }
    }

    /// A handler for one connection.
    ///
    /// - Parameter host: A name or an address, as the origin's address has it.
    func handler(for host: String) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: isAddress(host) ? nil : host)
    }

    package static func == (one: OriginTLS, other: OriginTLS) -> Bool { one.authorities == other.authorities }
    package func hash(into hasher: inout Hasher) { hasher.combine(authorities) }
}

private func isAddress(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }

/// What went wrong with an origin's TLS, in words that say where to look.
func tlsReason(of error: any Error) -> String {
    if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
        return "its certificate is for another name"
    }
    guard let error = error as? NIOSSLError else { return "\(error)" }
    switch error {
    case .unableToValidateCertificate, .cannotFindPeerIP: return "its certificate is for another address"
    case .noCertificateToValidate: return "it has no certificate"
    case .handshakeFailed(let failure):
        let words = "\(failure)"
        if words.contains("CERTIFICATE_VERIFY_FAILED") {
            return "its certificate is out of time or not from a known authority"
        }
        let isPlain = ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNKNOWN_PROTOCOL"]
        if isPlain.contains(where: words.contains) { return "it doesn't speak TLS" }
        if failure == .sslError([.eofDuringHandshake]) { return "it hung up during the handshake" }
        return "the handshake failed: \(words)"
    case _: return "\(error)"
    }
}
