namespace Upshot.Answers.Spent;

/// <summary>What a budget was spent on. Bad events of the rows add up to those of the budget, to the event.</summary>
/// <param name="By">release, incident, or "flag NAME".</param>
/// <param name="Allowed">How many events of the period may fail.</param>
/// <param name="Consumed">Share of the budget that is spent; null without traffic.</param>
public sealed record SpentBudget(string Objective, string By, DateTimeOffset From, DateTimeOffset To, long Bad, long Total, double Allowed, double? Consumed, IReadOnlyList<SpentRow> Rows);

/// <param name="Name">A version, an incident, a variant; "none" for what belongs to none.</param>
/// <param name="Detail">Service and environment of a version; what an incident was.</param>
/// <param name="Total">Events, where they are known; null: an incident has no events of its own.</param>
/// <param name="Share">Of the whole budget; null without traffic.</param>
public sealed record SpentRow(string Name, string Detail, long Bad, long? Total, double? Share);
