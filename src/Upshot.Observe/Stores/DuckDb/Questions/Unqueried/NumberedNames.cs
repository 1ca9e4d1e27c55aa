namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Names with a number each, by which they are compared; 0 is the empty one, and that of what has no name.</summary>
internal sealed class NumberedNames
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<string> _names = [""];

    public string this[int number] => _names[number];

    public int Of(string name)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            _numbers[name] = number = _names.Count;
            _names.Add(name);
        }

        return number;
    }
}
