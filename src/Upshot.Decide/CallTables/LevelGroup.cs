namespace Upshot.Decide.CallTables;

/// <summary>Requests whose calls all lie on the same levels.</summary>
/// <param name="Key">The level of each column, a character each.</param>
internal sealed record LevelGroup(string Key, List<int> Rows)
{
    public int this[int column] => Key[column] - '0';

    public static int LevelOf(double value, IReadOnlyList<double> borders)
    {
        var level = 0;
        while (level < borders.Count && value > borders[level])
        {
            level++;
        }

        return level;
    }
}
