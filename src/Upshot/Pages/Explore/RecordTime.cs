using System.Globalization;

namespace Upshot.Pages.Explore;

/// <summary>When a record was: to the millisecond, and the day where it is not plain which one.</summary>
internal static class RecordTime
{
    public static string Of(long nanos) => Moment(nanos).ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Iso(long nanos) => Moment(nanos).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static DateTime Moment(long nanos) => DateTime.UnixEpoch.AddTicks(nanos / 100);
}
