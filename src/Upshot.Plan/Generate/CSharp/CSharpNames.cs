namespace Upshot.Plan.Generate.CSharp;

/// <summary>The names of types and parameters, no two of them alike, none of them taken by the language or by what surrounds it.</summary>
internal sealed class CSharpNames
{
    // A member of a type may not be called like the type.
    private static readonly string[] s_members = ["Signal", "Start", "Succeed", "Fail", "Set", "Dispose", "Activity", "Add", "Record", "Observe", "Reading", "Write", "IsOn", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize"];

    private static readonly HashSet<string> s_parameters = new(StringComparer.Ordinal) { "exception", "errorType", "description", "parent" };

    private readonly string _own;
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _enums = new(StringComparer.Ordinal);

    public CSharpNames(CallSites sites, CSharpOptions options)
    {
        Namespace = options.Namespace;
        Access = options.IsPublic ? "public" : "internal";
        _own = options.ClassName.Length > 0 ? options.ClassName : sites.Product.Pascal;

        // Outside of a namespace its own name means the namespace, so that a class of that name is not found there.
        Class = options.ClassName.Length == 0 && Namespace.Split('.').Contains(_own) ? _own + "Signals" : _own;
        var taken = new HashSet<string>(s_members.Append(Class), StringComparer.Ordinal);
        foreach (var call in sites.All)
        {
            _calls[call.Signal] = Unique(call.Name.Pascal, "Signal", taken);
        }

        taken = new HashSet<string>([Class, Plan, Runtime, "Personal", "Secret"], StringComparer.Ordinal);
        foreach (var type in sites.Enums)
        {
            _enums[type.Attribute] = Unique(type.Name.Pascal, "Value", taken);
        }
    }

    public string Namespace { get; }
    public string Access { get; }

    /// <summary>Holds the calls.</summary>
    public string Class { get; }

    /// <summary>What an application sets and asks.</summary>
    public string Plan => _own + "Plan";

    /// <summary>What the calls share; nothing for users.</summary>
    public string Runtime => _own + "Runtime";

    public string Call(ICall call) => _calls[call.Signal];

    public string Enum(EnumType type) => _enums[type.Attribute];

    /// <summary>A name that no other name in the code can hide.</summary>
    public string Full(string type) => Namespace.Length > 0 ? $"global::{Escaped(Namespace)}.{type}" : $"global::{type}";

    public static string Escaped(string @namespace) => string.Join(".", @namespace.Split('.').Select(CSharpText.Identifier));

    public static string Parameter(CallParameter parameter) =>
        CSharpText.Identifier(s_parameters.Contains(parameter.Name.Camel) ? parameter.Name.Camel + "Value" : parameter.Name.Camel);

    /// <summary>Where the call keeps it until it ends.</summary>
    public static string Field(CallParameter parameter) => "_" + parameter.Name.Camel;

    private static string Unique(string name, string suffix, HashSet<string> taken)
    {
        if (taken.Contains(name))
        {
            name += suffix;
        }

        while (!taken.Add(name))
        {
            name += "_";
        }

        return name;
    }
}
