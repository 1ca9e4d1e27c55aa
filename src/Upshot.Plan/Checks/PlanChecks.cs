using Upshot.Plan.Generate;
using Upshot.Plan.Keys;

namespace Upshot.Plan.Checks;

/// <summary>The checks that need the whole plan.</summary>
internal static class PlanChecks
{
    public static void Check(ProductPlan plan, Findings findings, DateTime? today)
    {
        var problems = findings.Problems;
        ReferenceChecks.Check(plan, findings.References, problems);
        OperationChecks.Check(plan, problems);
        ObjectiveChecks.Check(plan, problems);
        AlertChecks.Check(plan, problems);
        ChannelChecks.Check(plan, problems);
        RunbookChecks.Check(plan, problems);
        SignalChecks.CheckTypes(plan.Signals, problems);
        SignalChecks.CheckPrivacy(plan.Attributes, problems);
        SignalChecks.CheckReferences(plan.Signals, problems);
        SignalChecks.CheckUse(plan, problems);
        MigrationChecks.Check(plan, problems);
        DeprecationChecks.Check(plan.Signals, plan.Attributes, problems);
        foreach (var problem in CallSiteBuilder.Build(plan).Problems)
        {
            problems.Add(problem);
        }

        ReleaseChecks.Check(plan, problems);
        SamplingChecks.Check(plan, problems);
        if (today is { } date)
        {
            FlagChecks.Check(plan.Flags, date, problems);
        }
    }
}
