import Foundation
import Logging

/// Log lines as JSON, one object each, on a descriptor.
///
/// Message text is constant, facts are metadata, as in the edge's own request lines.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let label: String
    private let descriptor: Int32
    private let file: LogFile?

    init(label: String, descriptor: Int32, file: LogFile? = nil) {
        self.file = file
        self.label = label
        self.descriptor = descriptor
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields: [(String, String)] = [
            ("time", Date().ISO8601Format(.init(includingFractionalSeconds: true))), ("level", "\(event.level)"),
            ("message", "\(event.message)"), ("logger", label),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { fields.append((key, "\(value)")) }
        let line = "{" + fields.map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }.joined(separator: ",") + "}\n"
        _ = file?.follow()
        // One write, so that lines of several threads stay whole.
        var bytes = Array(line.utf8)
        unsafe bytes.withUnsafeMutableBytes { _ = unsafe write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20: result += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
