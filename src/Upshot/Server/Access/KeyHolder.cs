using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>Whoever showed a key.</summary>
/// <param name="Id">Of the key; the environment's has none of its own.</param>
internal sealed record KeyHolder(string Id, string Name, Right May)
{
    public string Who => Id.Length == 0 ? Name : $"{Name} ({Id})";

    /// <summary>A key that may operate may do everything.</summary>
    public bool Opens(IReadOnlyList<Right> any) => May == Right.Operate || any.Contains(May);
}
