namespace Upshot.Plan.Migrations;

/// <summary>A value in the new unit is <c>value × Numerator / Denominator + Offset</c>.</summary>
public sealed record UnitConversion(double Numerator, double Denominator, double Offset)
{
    public static readonly UnitConversion None = new(1, 1, 0);

    public double Apply(double value) => (value * Numerator / Denominator) + Offset;

    public UnitConversion Inverse => new(Denominator, Numerator, -Offset * Denominator / Numerator);

    public bool IsNone => Numerator == Denominator && Offset == 0;

    /// <summary>First this one, then another.</summary>
    public UnitConversion Then(UnitConversion next)
    {
        var (numerator, denominator) = (Numerator * next.Numerator, Denominator * next.Denominator);
        return numerator == denominator
            ? new(1, 1, (Offset * next.Numerator / next.Denominator) + next.Offset)
            : new(numerator, denominator, (Offset * next.Numerator / next.Denominator) + next.Offset);
    }

    /// <summary>
    /// Between two UCUM units (https://ucum.org/ucum) of one dimension; null when either is not known here or they measure
    /// different things. Annotations in braces count as 1.
    /// </summary>
    public static UnitConversion? Between(string from, string to)
    {
        if (from == to)
        {
            return None;
        }

        return UcumUnits.Find(from) is { } a && UcumUnits.Find(to) is { } b && a.Dimension == b.Dimension
            ? new(a.Numerator * b.Denominator, a.Denominator * b.Numerator, (a.Offset - b.Offset) * b.Denominator / b.Numerator)
            : null;
    }
}
