import Foundation
import NIOSSL

/// Where a certificate and its key lie, both in PEM.
package struct CertificateFiles: Hashable, Sendable {
    /// The certificate itself first, then those between it and its authority's root.
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// What is wrong with a file that TLS needs: the operator's to mend.
package struct TLSMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "\(file): \(reason)" }
}

/// A certificate with its key, read and found to belong together.
struct ServerCertificate: Sendable {
    let files: CertificateFiles
    /// The hosts it is for, in lower case, perhaps with `*` as their first label.
    let names: [String]
    /// Seconds since 1970.
    let validUntil: Int
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource

    init(_ files: CertificateFiles) throws(TLSMistake) {
        self.files = files
        let certificates = try Self.certificates(in: files.certificate)
        let keyBytes = try pemBytes(of: files.key)
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(bytes: keyBytes, format: .pem) } catch {
            throw TLSMistake(
                file: files.key,
                reason: "holds no private key in PEM, or one with a passphrase (`openssl pkey` takes it off)")
        }
        chain = certificates.map { .certificate($0) }
        self.key = .privateKey(key)
        names = certificates[0].hostNames
        validUntil = Int(certificates[0].notValidAfter)
        do {
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: chain, privateKey: self.key))
        } catch {
            throw TLSMistake(
                file: files.key, reason: "is not the key of the first certificate in \(files.certificate)")
        }
    }

    static func certificates(in file: String) throws(TLSMistake) -> [NIOSSLCertificate] {
        let bytes = try pemBytes(of: file)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw TLSMistake(file: file, reason: "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")
        }
        return certificates
    }

    /// Whether the host is one of the names; `*` stands for one whole label (RFC 6125 §6.4.3).
    func covers(_ host: String, exactly: Bool) -> Bool {
        if exactly { return names.contains(host) }
        guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
        return names.contains("*" + host[dot...])
    }

    /// What to tell an operator about its time; `nil` while there is enough of it.
    func warning(at seconds: Int) -> String? {
        let left = validUntil - seconds
        if left <= 0 { return "\(files.certificate): the certificate has expired; readers are shown an error" }
        guard left < Self.warningSeconds else { return nil }
        let days = left / 86_400
        return "\(files.certificate): the certificate expires in \(days) day\(days == 1 ? "" : "s")"
    }

    /// Two weeks: automatic renewal has failed several times by then.
    private static let warningSeconds = 14 * 86_400
}

/// A file's bytes, or in words why there are none.
private func pemBytes(of file: String) throws(TLSMistake) -> [UInt8] {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
        let reason =
            switch (error as? CocoaError)?.code {
            case .fileReadNoSuchFile?, .fileNoSuchFile?: "is not there"
            case .fileReadNoPermission?: "may not be read by this user"
            case _: "can't be read"
            }
        throw TLSMistake(file: file, reason: reason)
    }
    guard data.count <= 1 << 20 else { throw TLSMistake(file: file, reason: "is too large for a PEM file") }
    return Array(data)
}

extension NIOSSLCertificate {
    /// DNS names of the subject's alternative names, which are the only ones that count (RFC 9110 §4.3.4).
    fileprivate var hostNames: [String] {
        _subjectAlternativeNames().filter { $0.nameType == .dnsName }
            .map { String(decoding: $0.contents, as: UTF8.self).lowercased() }
    }
}
