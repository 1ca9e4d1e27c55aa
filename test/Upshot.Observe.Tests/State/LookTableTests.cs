using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Evidence;
using Upshot.Observe.State;
using Upshot.Observe.Tests.Stores.DuckDb;

namespace Upshot.Observe.Tests.State;

public class LookTableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Looks_stay_over_a_restart_in_their_order_and_each_subject_has_its_own()
    {
        using var directory = new StoreDirectory();
        Directory.CreateDirectory(directory.Path);
        ReleaseLook[] looks = [Look("1.1", 0), Look("1.1", 10), Look("1.2", 5)];
        using (var state = OperationalState.Open(directory.Path, null, NullLogger.Instance))
        {
            var records = new OperationalRecords(state);
            foreach (var look in looks.Reverse().Append(looks[0]))
            {
                records.Add(look);
            }
        }

        using var again = OperationalState.Open(directory.Path, null, NullLogger.Instance);
        Assert.Equal(looks[..2], new OperationalRecords(again).Looks("1.1"));
        Assert.Equal([looks[2]], new OperationalRecords(again).Looks("1.2"));
        Assert.Empty(new OperationalRecords(again).Looks("never"));
    }

    private static ReleaseLook Look(string subject, int minute) => new(subject, Noon.AddMinutes(minute), 20, TimeSpan.FromSeconds(90));
}
