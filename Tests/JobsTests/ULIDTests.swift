import Foundation
import Jobs
import Testing

@Suite struct `ULIDs` {
    private let start = Date(timeIntervalSince1970: 1_795_460_400.123)

    @Test(arguments: [
        ("00000000000000000000000000", 0 as UInt64), ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", 0xFFFF_FFFF_FFFF),
        // From the ULID specification's own example.
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", 1_469_922_850_259),
    ])
    func `reads and writes 26 characters`(_ text: String, _ milliseconds: UInt64) throws {
        let id = try #require(ULID(text))
        #expect(id.description == text)
        #expect(id.milliseconds == milliseconds)
        #expect(ULID(text.lowercased()) == id)
    }

    @Test(arguments: [
        "", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "01ARZ3NDEKTSV4RRFFQ69G5FAU",
        "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FA ", "01ARZ3NDEKTSV4RRFFQ69G5FÄ",
    ])
    func `refuses what is not one`(_ text: String) { #expect(ULID(text) == nil) }

    @Test func `tells when it was given`() {
        #expect(abs(ULIDGenerator().next(at: start).created.timeIntervalSince(start)) < 0.001)
    }

    @Test func `grows within a millisecond and when the clock steps back`() {
        let generator = ULIDGenerator()
        var ids = (0..<1000).map { _ in generator.next(at: start) }
        ids += (0..<1000).map { generator.next(at: start.addingTimeInterval(Double(-$0))) }
        ids.append(generator.next(at: start.addingTimeInterval(1)))
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 && $0.description < $1.description })
    }

    @Test func `never comes twice from generators side by side`() async {
        let (one, two) = (ULIDGenerator(), ULIDGenerator())
        let ids = await withTaskGroup(of: [ULID].self) { group in
            for index in 0..<8 {
                group.addTask { [start] in (0..<500).map { _ in (index % 2 == 0 ? one : two).next(at: start) } }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 4000)
    }
}
