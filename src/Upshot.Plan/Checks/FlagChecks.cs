using System.Globalization;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Flags do not outlive their date.</summary>
internal static class FlagChecks
{
    public static void Check(IEnumerable<Flag> flags, DateTime today, ProblemList problems)
    {
        foreach (var flag in flags)
        {
            if (DateTime.TryParseExact(flag.Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires) && expires < today.Date)
            {
                problems.Add(flag.Location, Rules.ExpiredFlag, $"The flag {Quote.Of(flag.Name)} expired on {flag.Expires}.", "Remove the flag and the code that it switches, or set a later date.");
            }
        }
    }
}
