import CacheStorage
import TestSupport
import Testing

@Suite struct `The memory store` {
    @Test(arguments: CacheStoreClause.all)
    func `does what every store must`(_ clause: CacheStoreClause) throws {
        var configuration = MemoryStore.Configuration()
        configuration.budgetBytes = 2 << 20
        configuration.shards = 4
        try clause.check(MemoryStore(configuration))
    }

    @Test func `takes no body above a quarter of a shard, so that none sweeps it clean`() {
        var configuration = MemoryStore.Configuration()
        configuration.budgetBytes = 64 << 20
        configuration.shards = 16
        #expect(MemoryStore(configuration).largestBodyBytes == 1 << 20)
        configuration.largestBodyBytes = 1000
        #expect(MemoryStore(configuration).largestBodyBytes == 1000)
    }
}
