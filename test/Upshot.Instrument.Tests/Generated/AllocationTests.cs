using TeaHouse;

namespace Upshot.Instrument.Tests.Generated;

[Collection(nameof(Alone))]
public class AllocationTests
{
    private static readonly string[] s_notes = ["malt"];

    [Fact]
    public void Not_listened_to_it_allocates_nothing()
    {
        Emit();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Emit();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Emit()
    {
        using (var brew = Tea.Brew.Start(Kind.EarlGrey, "Assam", Personal.Of("a@example.com"), notes: s_notes))
        {
            brew.Succeed(0.5, 1000, 300, 4.5m, true);
        }

        using (Tea.Pour.Start())
        {
            Tea.Cups.Add(3000, Kind.Green, "Assam");
            Tea.KettleTemperature.Record(99.5);
        }

        Tea.Closed.Write("Assam", 7000);
    }
}
