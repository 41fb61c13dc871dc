import Foundation
import Markdown
import Records
import SiteModel

/// What parsing made of each content file, kept from build to build by what it was made of.
///
///     entries.index   one record per file: stamp, fingerprints, diagnostics, the entry without its body
///     bodies.pack     the bodies, one after the other; the index says where each lies
///
/// Invariants:
/// 1. A reading is used only for a file whose stamp, or else whose content, is the one it was made from, under the same settings
///    and by the same program.
/// 2. The pack only grows, until it is written anew; a body is checked against its fingerprint whenever it is read. So an index
///    and a pack that don't belong together, or a torn one, cost time and never a wrong page.
/// 3. The index is replaced by rename, after the pack.
struct EntryShelf: Sendable {
    /// One file, read.
    struct Reading: Sendable {
        /// Zero when the file may change without its stamp showing it.
        var stamp: FileStamp
        /// Of the file's bytes.
        let content: Fingerprint
        /// Its document has no body; `nil` when there were errors.
        let entry: Entry?
        let diagnostics: [Diagnostic]
        /// Of everything about the entry, its body included.
        let identity: Fingerprint
        let body: BodyShelf.Place
        /// The reading's record, ready to be written again.
        let record: ArraySlice<UInt8>
    }

    private(set) var readings: [String: Reading] = [:]
    let bodies: BodyShelf
    private let folder: String
    private let settings: Fingerprint

    private static let magic = Array("masthead entries 1\n".utf8)

    /// - Parameters:
    ///   - settings: Of all that reading depends on besides the file.
    ///   - isClean: Begin with nothing.
    init(opening folder: String, settings: Fingerprint, isWritable: Bool, isClean: Bool, crew: WorkCrew) throws {
        self.folder = folder
        self.settings = settings
        bodies = BodyShelf(folder + "/bodies.pack", isWritable: isWritable, isClean: isClean)
        guard !isClean, let bytes = try? Disk.read(folder + "/entries.index") else { return }
        readings = (try? Self.readings(bytes, settings: settings, crew)) ?? [:]
    }

    private static func readings(_ bytes: [UInt8], settings: Fingerprint, _ crew: WorkCrew) throws -> [String: Reading]
    {
        guard bytes.count > magic.count + 2 * Fingerprint.bytesCount, bytes.starts(with: magic) else { return [:] }
        let content = bytes[magic.count..<(bytes.count - Fingerprint.bytesCount)]
        var end = RecordReader(bytes[(bytes.count - Fingerprint.bytesCount)...])
        guard try Fingerprint(from: &end) == Fingerprint(content) else { return [:] }
        var reader = RecordReader(content)
        guard try Fingerprint(from: &reader) == settings else { return [:] }
        var slices: [ArraySlice<UInt8>] = []
        while !reader.isAtEnd { slices.append(try reader.slice(try reader.count())) }
        let chunks = stride(from: 0, to: slices.count, by: 256).map { slices[$0..<min($0 + 256, slices.count)] }
        let decoded = try crew.map(chunks) { try $0.map(reading) }
        return Dictionary(decoded.joined()) { first, _ in first }
    }

    private static func reading(_ record: ArraySlice<UInt8>) throws(RecordFailure) -> (String, Reading) {
        var reader = RecordReader(record)
        let stamp = try reader.stamp()
        let source = try reader.text()
        let content = try Fingerprint(from: &reader)
        let identity = try Fingerprint(from: &reader)
        let body = try BodyShelf.Place(from: &reader)
        let diagnostics = try reader.list { reader throws(RecordFailure) in try Diagnostic(from: &reader) }
        let entry = try reader.optional { reader throws(RecordFailure) in try Entry(from: &reader) }
        return (
            source,
            Reading(
                stamp: stamp, content: content, entry: entry, diagnostics: diagnostics, identity: identity, body: body,
                record: record)
        )
    }

    /// Takes a reading apart: the body goes to the pack, the rest into a record.
    func reading(_ source: String, stamp: FileStamp, content: Fingerprint, _ made: EntryReading) throws -> Reading {
        let parts = made.entry?.separated()
        let entry = parts?.entry
        var bodyRecord = RecordWriter()
        parts?.body.write(to: &bodyRecord)
        let bodyIdentity = Fingerprint(bodyRecord.bytes)
        let place = try bodies.append(bodyRecord.bytes, identity: bodyIdentity)
        var light = RecordWriter()
        light.write(made.diagnostics) { $1.write(to: &$0) }
        light.write(entry) { $1.write(to: &$0) }
        let identity = Fingerprint {
            $0.write(bodyIdentity)
            $0.append(light.bytes)
        }
        var record = RecordWriter()
        record.reserve(light.bytes.count + 160)
        record.write(stamp)
        record.write(source)
        record.write(content)
        record.write(identity)
        place.write(to: &record)
        record.append(light.bytes)
        return Reading(
            stamp: stamp, content: content, entry: entry, diagnostics: made.diagnostics, identity: identity,
            body: place,
            record: record.bytes[...])
    }

    /// The same reading of a file that was touched and not changed.
    func reading(_ reading: Reading, of source: String, stampedAgain stamp: FileStamp) throws(RecordFailure) -> Reading
    {
        var reader = RecordReader(reading.record)
        _ = try reader.stamp()
        var record = RecordWriter()
        record.write(stamp)
        record.append(try reader.rest())
        return Reading(
            stamp: stamp, content: reading.content, entry: reading.entry, diagnostics: reading.diagnostics,
            identity: reading.identity, body: reading.body, record: record.bytes[...])
    }

    /// Keeps these readings for the next build, and nothing else.
    func store(_ readings: [String: Reading]) throws {
        var readings = readings
        let live = readings.values.reduce(0) { $0 + $1.body.bytesCount }
        if try bodies.isWasteful(live: live) { readings = try compacted(readings) }
        var record = RecordWriter()
        record.reserve(readings.count * 1500)
        record.append(Self.magic)
        record.write(settings)
        for reading in readings.sorted(by: { $0.key < $1.key }).map(\.value) { record.write(reading.record) }
        record.write(Fingerprint(record.bytes[Self.magic.count...]))
        try bodies.flush()
        try Disk.replace(folder + "/entries.index", record.bytes)
    }

    private func compacted(_ readings: [String: Reading]) throws -> [String: Reading] {
        var result: [String: Reading] = [:]
        let bytes = readings.mapValues { bodies.bytes(at: $0.body) }
        try bodies.clear()
        for (source, reading) in readings {
            // A body that can't be read any more is made again by the next build.
            guard let body = bytes[source] ?? nil else { continue }
            let place = try bodies.append(body, identity: reading.body.identity)
            var reader = RecordReader(reading.record)
            var record = RecordWriter()
            record.write(try reader.stamp())
            record.write(try reader.text())
            record.write(try Fingerprint(from: &reader))
            record.write(try Fingerprint(from: &reader))
            _ = try BodyShelf.Place(from: &reader)
            place.write(to: &record)
            record.append(try reader.rest())
            result[source] = Reading(
                stamp: reading.stamp, content: reading.content, entry: reading.entry, diagnostics: reading.diagnostics,
                identity: reading.identity, body: place, record: record.bytes[...])
        }
        return result
    }
}
