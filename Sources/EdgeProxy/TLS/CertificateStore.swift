import Glibc
import NIOSSL
import Synchronization

/// The edge's certificates: which one a reader is shown, and their renewal while the edge runs.
///
/// 1. The host that a reader names picks the certificate: one with that very name, else one with a fitting wildcard, else the
///    first, which is also for readers who name none.
/// 2. A handshake takes what is current when it begins; nothing changes for connections that exist.
/// 3. A pair of files is read again when either has changed. What can't be used leaves the old pair in use, and is told once.
///
/// Owner: a mutex; loading, which waits for the disk, happens outside of it.
package final class CertificateStore: Sendable {
    private struct State {
        var certificates: [ServerCertificate]
        /// As they were when last tried, well or not.
        var stamps: [[FileStamp?]]
    }

    private let files: [CertificateFiles]
    private let state: Mutex<State>

    /// - Throws: What is wrong with the first pair that can't be used, or with an empty list.
    package init(_ files: [CertificateFiles]) throws(TLSMistake) {
        guard !files.isEmpty else { throw TLSMistake(file: "edge.tls.certificates", reason: "names no certificate") }
        var certificates: [ServerCertificate] = []
        let stamps = files.map(Self.stamps)
        for pair in files { certificates.append(try ServerCertificate(pair)) }
        self.files = files
        state = Mutex(State(certificates: certificates, stamps: stamps))
    }

    /// The certificate for a host, as the handshake names it (SNI).
    func certificate(for host: String?) -> ServerCertificate {
        state.withLock { state in
            guard var host = host?.lowercased() else { return state.certificates[0] }
            if host.hasSuffix(".") { host.removeLast() }
            return state.certificates.first { $0.covers(host, exactly: true) }
                ?? state.certificates.first { $0.covers(host, exactly: false) } ?? state.certificates[0]
        }
    }

    /// What came of looking at one pair of files that had changed.
    package enum Renewal: Hashable, Sendable {
        case renewed(CertificateFiles)
        /// The old pair stays in use.
        case kept(CertificateFiles, TLSMistake)
    }

    /// Reads again what has changed. Waits for the disk.
    package func renew() -> [Renewal] {
        var renewals: [Renewal] = []
        for (index, pair) in files.enumerated() {
            // Before reading: what changes meanwhile is noticed the next time.
            let stamps = Self.stamps(of: pair)
            guard state.withLock({ $0.stamps[index] }) != stamps else { continue }
            do throws(TLSMistake) {
                let certificate = try ServerCertificate(pair)
                state.withLock { state in
                    state.certificates[index] = certificate
                    state.stamps[index] = stamps
                }
                renewals.append(.renewed(pair))
            } catch {
                state.withLock { $0.stamps[index] = stamps }
                renewals.append(.kept(pair, error))
            }
        }
        return renewals
    }

    /// What an operator should know of certificates that have run out, or soon will.
    ///
    /// - Parameter seconds: Now, since 1970.
    package func warnings(at seconds: Int) -> [String] {
        state.withLock { state in state.certificates.compactMap { $0.warning(at: seconds) } }
    }

    private static func stamps(of pair: CertificateFiles) -> [FileStamp?] {
        [FileStamp(pair.certificate), FileStamp(pair.key)]
    }
}

/// What tells one version of a file from another. Links are followed: renewal often swaps the link.
private struct FileStamp: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// `nil` where there is no file.
    init?(_ path: String) {
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { return nil }
        device = UInt(info.st_dev)
        inode = UInt(info.st_ino)
        size = Int(info.st_size)
        seconds = info.st_mtim.tv_sec
        nanoseconds = info.st_mtim.tv_nsec
    }
}
