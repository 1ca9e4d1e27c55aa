namespace Upshot.Decide.ServiceGraphs;

/// <summary>A service that costs more than usual by itself, not by what it calls.</summary>
/// <param name="Excess">Its own excess: seconds that requests waited longer (in the unit of the metric), or requests that failed.</param>
/// <param name="Share">Its part of the target's excess; 1 when it explains all of it, or more than shows at the target.</param>
/// <param name="Deviations">How many standard deviations of its own usual excess that is.</param>
public sealed record NodeExcess(string Node, ServiceMeasure Measure, double Excess, double Share, double Deviations);
