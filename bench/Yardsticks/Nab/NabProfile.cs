namespace Upshot.Yardsticks.Nab;

/// <summary>What a hit, a false alarm and a miss are worth; numenta/NAB, config/profiles.json.</summary>
internal sealed record NabProfile(string Name, double Hit, double FalseAlarm, double Miss, double Best)
{
    public static readonly NabProfile Standard = new("standard", 1, 0.11, 1, 74.9);
    public static readonly NabProfile FewFalseAlarms = new("few false alarms", 1, 0.22, 1, 65.2);
    public static readonly NabProfile FewMisses = new("few misses", 1, 0.11, 2, 80.4);
}
