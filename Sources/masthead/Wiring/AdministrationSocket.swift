import Foundation
import NIOCore
import NIOPosix

/// Where an edge's administration is, and how to ask it something.
enum AdministrationSocket {
    /// The longest path a Unix socket's address holds (unix(7)), less the zero at its end.
    private static let longestPath = 107

    /// The path, if the system can use one that long; else none, and a word about it.
    static func place(_ path: String) -> String? {
        guard path.utf8.count > longestPath else { return path }
        Console.note("warning: \(path) is too long for a socket; `masthead cache` won't reach this edge.")
        return nil
    }

    /// For an edge without a site: in `$XDG_RUNTIME_DIR`, else in a folder of this user's below the temporary one.
    static func ofPort(_ port: Int) throws -> String {
        let folder: String
        if let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"], !runtime.isEmpty {
            folder = runtime
        } else {
            folder = NSTemporaryDirectory() + "masthead-\(getuid())"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            // Somebody else may have made it first, in a place everybody can write to.
            let owner = try FileManager.default.attributesOfItem(atPath: folder)[.ownerAccountID] as? UInt32
            guard owner == getuid() else {
                throw CommandFailure("\(folder) belongs to somebody else; set XDG_RUNTIME_DIR")
            }
        }
        return "\(folder)/masthead-edge-\(port).sock"
    }

    /// One request, one answer.
    static func ask(_ request: String, at path: String) async throws -> (status: Int, body: String) {
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
                }
        } catch {
            throw CommandFailure(
                "no edge answers at \(path): is it running? (`masthead up` or `masthead edge`; --port names one without a site)"
            )
        }
        let answer = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "\(request) HTTP/1.1\r\nHost: edge\r\n\r\n"))
            var whole = ByteBuffer()
            for try await var part in inbound { whole.writeBuffer(&part) }
            return String(buffer: whole)
        }
        guard let end = answer.firstRange(of: "\r\n\r\n"), let status = Int(answer.dropFirst(9).prefix(3)) else {
            throw CommandFailure("the edge at \(path) gave no answer")
        }
        return (status, String(answer[end.upperBound...]))
    }
}
