using Upshot.Server;

namespace Upshot.Tests.Server;

public sealed class IdleMemoryTests
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(20);
    private TimeSpan _used = TimeSpan.FromSeconds(3);
    private int _given;

    [Fact]
    public void Memory_is_collected_once_when_work_has_ceased_and_again_after_more_work()
    {
        using var memory = new IdleMemory(TimeProvider.System, () => _used, () => _given++, () => { });

        Assert.Equal(0, After(memory, s_look * .5));
        Assert.Equal(0, After(memory, s_look * .06));
        Assert.Equal(1, After(memory, s_look * .04));
        Assert.Equal(1, After(memory, TimeSpan.Zero));
        Assert.Equal(1, After(memory, s_look * 1.5));
        Assert.Equal(2, After(memory, s_look * .01));
    }

    [Fact]
    public void What_is_cheap_to_give_back_is_given_back_at_every_look_but_in_the_midst_of_work()
    {
        using var memory = new IdleMemory(TimeProvider.System, () => _used, () => { }, () => _given++);

        Assert.Equal(0, After(memory, s_look * .06));
        Assert.Equal(1, After(memory, s_look * .04));
        Assert.Equal(2, After(memory, s_look * .01));
        Assert.Equal(2, After(memory, s_look));
        Assert.Equal(3, After(memory, TimeSpan.Zero));
    }

    /// <summary>DuckDB's allocator keeps what it freed: of a server that had one large question it was most of what an idle one had.</summary>
    [Fact]
    public void What_DuckDB_freed_goes_back_to_the_system()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var connection = new DuckDB.NET.Data.DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM (SELECT range, count(*) FROM range(3000000) GROUP BY 1)";
        command.ExecuteScalar();
        var before = Environment.WorkingSet;

        NativeHeap.GiveBack();

        Assert.True(before - Environment.WorkingSet > 50 << 20, $"{before} bytes before, {Environment.WorkingSet} after.");
    }

    [Fact]
    public void What_giving_back_costs_is_not_taken_for_work()
    {
        using var memory = new IdleMemory(TimeProvider.System, () => _used, () => (_given, _used) = (_given + 1, _used + s_look), () => { });

        Assert.Equal(1, After(memory, TimeSpan.Zero));
        Assert.Equal(1, After(memory, TimeSpan.Zero));
        Assert.Equal(1, After(memory, TimeSpan.Zero));
    }

    [Fact]
    public void Giving_back_does_no_harm_to_what_is_in_use()
    {
        NativeHeap.KeepForReuse();
        using var body = new Upshot.Observe.Otlp.RequestBuffer(1 << 20);
        body.Write("kept"u8);

        IdleMemory.Collect();
        NativeHeap.GiveBack();

        Assert.True(body.Bytes.SequenceEqual("kept"u8));
    }

    private int After(IdleMemory memory, TimeSpan work)
    {
        _used += work;
        memory.Look();
        return _given;
    }
}
