import HTTPWire
import NIOCore

/// Who asked an origin, told what comes back. Called on the connection's event loop; after `originEnded` or
/// `originFailed` nothing more comes.
protocol OriginReceiver: AnyObject {
    /// Whether nobody wants the answer any more; a request still waiting for a connection is then not sent.
    var isAbandoned: Bool { get }
    /// A 1xx response (RFC 9110 §15.2).
    func originSentInterim(_ head: ResponseHead)
    func originSentHead(_ head: ResponseHead, framing: BodyFraming, on connection: OriginConnection)
    func originSentBody(_ bytes: ByteBuffer)
    func originEnded()
    /// - Parameter wasReused: Whether the connection had served another request before.
    func originFailed(_ failure: OriginFailure, onReused wasReused: Bool)
    /// The connection takes request body again, or for the first time.
    func originTakesBody(_ connection: OriginConnection)
}
