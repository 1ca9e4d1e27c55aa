using Upshot.Evidence;

namespace Upshot.Observe.State;

/// <summary>Releases that were found regressed; the first time of each stays.</summary>
internal sealed class AlarmTable(OperationalState state)
{
    public ReleaseAlarm? Of(string version, string environment) => state.Read(
        "SELECT version, environment, raised_at, sentence FROM alarms WHERE version = $version AND environment = $environment",
        r => new ReleaseAlarm(r.GetString(0), r.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2)), r.GetString(3)),
        ("$version", version), ("$environment", environment)).FirstOrDefault();

    /// <summary>False: somebody was faster.</summary>
    public bool Add(ReleaseAlarm alarm)
    {
        // Most looks find it again, and write nothing. What another server leads, it finds itself.
        if (Of(alarm.Version, alarm.Environment) is not null || !state.Leadership.Leads)
        {
            return false;
        }

        var added = 0;
        state.ChangeShared(change => added = change.Run(
            "INSERT INTO alarms VALUES ($version, $environment, $at, $sentence) ON CONFLICT DO NOTHING",
            ("$version", alarm.Version), ("$environment", alarm.Environment), ("$at", alarm.At.ToUnixTimeMilliseconds()), ("$sentence", alarm.Sentence)));
        return added > 0;
    }
}
