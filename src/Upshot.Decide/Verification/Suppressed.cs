using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Takes out what is suppressed, and reports suppressions that are no longer needed or no longer hold.</summary>
internal static class Suppressed
{
    public static readonly CheckInfo Unused = new("unused-suppression", "A suppressed problem no longer occurs.", "A suppression that outlives its problem hides the next one.");
    public static readonly CheckInfo Expired = new("expired-suppression", "A suppression has expired.", "Someone promised to solve the problem by then.");

    public static (List<VerificationProblem> Open, List<VerificationProblem> Suppressed) Apply(IReadOnlyList<VerificationProblem> problems, VerificationOptions options)
    {
        var (open, covered) = (new List<VerificationProblem>(), new List<VerificationProblem>());
        var valid = options.Suppressions.Where(s => s.Until >= options.Today).ToList();
        foreach (var problem in problems)
        {
            (valid.Any(s => Covers(s, problem)) ? covered : open).Add(problem);
        }

        foreach (var suppression in options.Suppressions)
        {
            var occurs = problems.Any(p => Covers(suppression, p));
            if (!occurs)
            {
                open.Add(Problem(Unused, suppression, $"The suppressed problem {suppression.Check} no longer occurs.", "Remove the suppression: the problem is solved, or it was written for another name."));
            }
            else if (suppression.Until < options.Today)
            {
                open.Add(Problem(Expired, suppression, $"The suppression of {suppression.Check} held until {suppression.Until:yyyy-MM-dd}: {suppression.Reason}", "Solve the problem now, or agree on a new day and write it down."));
            }
        }

        return (open, covered);
    }

    /// <summary>Nobody can agree to have seen nothing.</summary>
    private static bool Covers(Suppression suppression, VerificationProblem problem) =>
        suppression.Check == problem.Check
        && problem.Check != SilenceCheck.Nothing
        && (suppression.Service.Length == 0 || suppression.Service == problem.Where.Service)
        && (suppression.Signal.Length == 0 || suppression.Signal == problem.Where.Signal)
        && (suppression.Attribute.Length == 0 || suppression.Attribute == problem.Where.Attribute);

    private static VerificationProblem Problem(CheckInfo check, Suppression suppression, string message, string remedy) =>
        new(check.Id, new(suppression.Service, "", suppression.Signal, suppression.Attribute), message, remedy) { Declared = suppression.Location };
}
