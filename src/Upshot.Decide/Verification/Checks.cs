namespace Upshot.Decide.Verification;

/// <summary>Everything that verification looks for.</summary>
public static class Checks
{
    internal sealed record Check(CheckInfo Info, Func<MatchedTelemetry, IEnumerable<VerificationProblem>> Find);

    internal static readonly IReadOnlyList<Check> All =
    [
        new(TransportCheck.Info, TransportCheck.Find),
        new(SilenceCheck.ServiceInfo, SilenceCheck.FindServices),
        new(SilenceCheck.OperationInfo, SilenceCheck.FindOperations),
        new(MissingSignalCheck.Info, MissingSignalCheck.Find),
        new(SwitchedOffCheck.Info, SwitchedOffCheck.Find),
        new(UndeclaredSignalCheck.Info, UndeclaredSignalCheck.Find),
        new(UndeclaredAttributeCheck.Info, UndeclaredAttributeCheck.Find),
        new(ContractCheck.Info, ContractCheck.Find),
        new(MissingContractCheck.Info, MissingContractCheck.Find),
        new(StalePlanCheck.Info, StalePlanCheck.Find),
        new(MissingAttributeCheck.Info, MissingAttributeCheck.Find),
        new(TypeCheck.Info, TypeCheck.Find),
        new(UnitCheck.Info, UnitCheck.Find),
        new(InstrumentCheck.Info, InstrumentCheck.Find),
        new(AllowedValueCheck.Info, AllowedValueCheck.Find),
        new(RangeCheck.Info, RangeCheck.Find),
        new(CounterCheck.Info, CounterCheck.Find),
        new(DuplicateCheck.Info, DuplicateCheck.Find),
        new(AbandonedCheck.Info, AbandonedCheck.Find),
        new(SamplingCheck.Info, SamplingCheck.Find),
        new(EventOrderCheck.Info, EventOrderCheck.Find),
        new(LogCorrelationCheck.Info, LogCorrelationCheck.Find),
        new(PropagationCheck.Info, PropagationCheck.Find),
        new(JourneyCheck.Info, JourneyCheck.Find),
        new(StepLatencyCheck.Info, StepLatencyCheck.Find),
        new(CardinalityCheck.Info, CardinalityCheck.Find),
        new(CostCheck.Info, CostCheck.Find),
        new(PersonalDataCheck.Info, PersonalDataCheck.Find),
        new(NameCheck.Info, NameCheck.Find),
    ];

    /// <summary>What each check is about, in the order in which they are listed.</summary>
    public static IReadOnlyList<CheckInfo> Infos { get; } =
    [
        SilenceCheck.NothingInfo,
        .. All.Select(check => check.Info),
        CoverageCheck.Info,
        Suppressed.Unused,
        Suppressed.Expired,
    ];
}
