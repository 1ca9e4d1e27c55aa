namespace Upshot.Plan.Registry;

/// <summary>
/// The attributes of the OpenTelemetry semantic conventions: a plan may refer to them without carrying their files.
/// </summary>
internal static class KnownAttributes
{
    // The conventions say nothing about privacy. These identify or locate a person wherever they are used as they say.
    private static readonly HashSet<string> s_personal = new(StringComparer.Ordinal)
    {
        "client.address", "device.id", "enduser.id", "enduser.pseudo.id", "geo.location.lat", "geo.location.lon", "geo.postal_code",
        "network.peer.address", "source.address", "user.email", "user.full_name", "user.hash", "user.id", "user.name",
    };

    private static readonly Lazy<Dictionary<string, string>> s_types = new(() => Load("KnownAttributes.txt"));
    private static readonly Lazy<Dictionary<string, string>> s_deprecated = new(() => Load("KnownDeprecated.txt"));

    public static IEnumerable<string> Names => s_types.Value.Keys;

    public static AttributeDefinition? Find(string name, SourceLocation location) => s_types.Value.TryGetValue(name, out var type)
        ? new AttributeDefinition(name, location) { Type = type, Privacy = PrivacyOf(name) }
        : null;

    public static bool Contains(string name) => s_types.Value.ContainsKey(name);

    /// <summary>Whether the conventions have or had such an attribute.</summary>
    public static bool Named(string name) => Contains(name) || s_deprecated.Value.ContainsKey(name);

    public static PrivacyClass? PrivacyOf(string name) => s_personal.Contains(name) ? PrivacyClass.Personal : null;

    private static Dictionary<string, string> Load(string resource)
    {
        using var stream = typeof(KnownAttributes).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            var blank = line.IndexOf(' ');
            if (blank > 0 && line[0] != '#')
            {
                types[line.Substring(0, blank)] = line.Substring(blank + 1);
            }
        }

        return types;
    }
}
