namespace Upshot.Decide.Explanations;

/// <summary>The call paths that were met, each a name under a parent path. Siblings of one name under one parent are the same path.</summary>
internal sealed class CallPaths
{
    private readonly Dictionary<(int Parent, string Name), int> _index = [];
    private readonly List<(int Parent, string Name)> _paths = [];

    public int Count => _paths.Count;

    public (int Parent, string Name) this[int path] => _paths[path];

    /// <param name="parent">−1 at the root.</param>
    public int Under(int parent, string name)
    {
        if (!_index.TryGetValue((parent, name), out var path))
        {
            path = _paths.Count;
            _index.Add((parent, name), path);
            _paths.Add((parent, name));
        }

        return path;
    }
}
