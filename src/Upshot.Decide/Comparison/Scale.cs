namespace Upshot.Decide.Comparison;

/// <summary>The scale on which replicates are compared, and the way back to a ratio of candidate and baseline.</summary>
internal sealed record Scale(string Name, Func<double, double> To, Func<double, double> Ratio)
{
    /// <summary>For positive numbers: differences of logarithms are ratios.</summary>
    public static readonly Scale Logarithmic = new("logarithm", Math.Log, Math.Exp);

    /// <summary>For numbers of which some are zero or negative: differences, told relative to the baseline's mean.</summary>
    public static Scale Linear(double baseline) => new("difference", v => v, d => baseline <= 0 ? double.NaN : 1 + (d / baseline));

    public Estimate Ratios(Estimate difference) => new(Ratio(difference.Value), Ratio(difference.Low), Ratio(difference.High));
}
