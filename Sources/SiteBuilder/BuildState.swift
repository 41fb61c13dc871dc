import Foundation
import Records
import SiteModel

/// What the last build of a destination was made from and made: read first, so that a build that has nothing to do knows it soon.
///
/// Lies in the cache, one file per destination. It speaks only for the manifest that was written with it: when somebody else
/// published there since, or the file is gone or damaged, everything is made again and compared.
struct BuildState: Sendable {
    struct Output: Sendable {
        let path: String
        let key: Fingerprint?
        let file: Manifest.File
    }

    /// Of everything that went in; see `Build.inputs`.
    var inputs: Fingerprint
    /// When the same inputs would make another site: a post falls due, or a year begins.
    var validUntil: Date
    /// The manifest's, as this build left it.
    var manifest: FileStamp
    var outputs: [Output] = []
    /// Keys of the dot-folder's files by name.
    var internals: [(name: String, key: Fingerprint)] = []
    var report = BuildReport()
    /// How the build compressed; `nil` when it didn't.
    var compression: Fingerprint?

    private static let magic = Array("masthead state 3\n".utf8)

    static func path(in cache: String, for destination: String) -> String {
        cache + "/state-" + Digest.sha256(destination).prefix(16)
    }

    func bytes() -> [UInt8] {
        var record = RecordWriter()
        record.reserve(outputs.count * 200)
        record.append(Self.magic)
        record.write(inputs)
        record.write(validUntil.timeIntervalSinceReferenceDate)
        record.write(manifest)
        record.write(outputs) {
            $0.write($1.path)
            $0.write($1.key)
            $0.write($1.file.sha256)
            $0.write($1.file.bytes)
            $0.write($1.file.kind.number)
            $0.write($1.file.tags ?? [])
            $0.write($1.file.variant) {
                $0.write($1.coding)
                $0.write($1.of)
            }
        }
        record.write(internals) {
            $0.write($1.name)
            $0.write($1.key)
        }
        report.write(to: &record)
        record.write(compression) { $0.write($1) }
        record.write(Fingerprint(record.bytes[Self.magic.count...]))
        return record.bytes
    }

    /// - Returns: `nil` for anything but a whole state of this version.
    init?(_ bytes: [UInt8]) {
        let end = bytes.count - Fingerprint.bytesCount
        guard end > Self.magic.count, bytes.starts(with: Self.magic) else { return nil }
        do throws(RecordFailure) {
            var tail = RecordReader(bytes[end...])
            guard try Fingerprint(from: &tail) == Fingerprint(bytes[Self.magic.count..<end]) else { return nil }
            var record = RecordReader(bytes[Self.magic.count..<end])
            inputs = try Fingerprint(from: &record)
            validUntil = Date(timeIntervalSinceReferenceDate: try record.real())
            manifest = try record.stamp()
            outputs = try record.list { record throws(RecordFailure) in
                Output(
                    path: try record.text(),
                    key: try record.optional { record throws(RecordFailure) in try Fingerprint(from: &record) },
                    file: try Self.file(from: &record))
            }
            internals = try record.list { record throws(RecordFailure) in
                (try record.text(), try Fingerprint(from: &record))
            }
            report = try BuildReport(from: &record)
            compression = try record.optional { record throws(RecordFailure) in try Fingerprint(from: &record) }
        } catch {
            return nil
        }
    }

    init(inputs: Fingerprint, validUntil: Date, manifest: FileStamp) {
        self.inputs = inputs
        self.validUntil = validUntil
        self.manifest = manifest
    }

    private static func file(from record: inout RecordReader) throws(RecordFailure) -> Manifest.File {
        let (sha256, bytes) = (try record.text(), try record.integer())
        guard let kind = PlannedOutput.Kind(number: try record.integer()) else { throw RecordFailure() }
        let tags = try record.texts()
        let variant = try record.optional { record throws(RecordFailure) in
            Variant(coding: try record.text(), of: try record.text())
        }
        return Manifest.File(
            sha256: sha256, bytes: bytes, kind: kind, tags: tags.isEmpty ? nil : tags, variant: variant)
    }
}

extension PlannedOutput.Kind {
    fileprivate var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    fileprivate init?(number: Int) {
        guard Self.allCases.indices.contains(number) else { return nil }
        self = Self.allCases[number]
    }
}

extension BuildReport {
    /// What stays true when nothing is done: counts, warnings and what waits.
    fileprivate func write(to record: inout RecordWriter) {
        record.write(posts)
        record.write(pages)
        record.write(pictures)
        record.write(warnings) { $1.write(to: &$0) }
        record.write(heldBack.drafts)
        record.write(heldBack.future)
        record.write(heldBack.expired)
        record.write(heldBack.nextChange) { $0.write($1.timeIntervalSinceReferenceDate) }
    }

    fileprivate init(from record: inout RecordReader) throws(RecordFailure) {
        self.init()
        posts = try record.integer()
        pages = try record.integer()
        pictures = try record.integer()
        warnings = try record.list { record throws(RecordFailure) in try Diagnostic(from: &record) }
        heldBack.drafts = try record.texts()
        heldBack.future = try record.texts()
        heldBack.expired = try record.texts()
        heldBack.nextChange = try record.optional { record throws(RecordFailure) in
            Date(timeIntervalSinceReferenceDate: try record.real())
        }
    }
}
