using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>The signals and attributes that a set of registry files declares.</summary>
internal sealed record SignalRegistry(IReadOnlyList<Signal> Signals, IReadOnlyList<AttributeDefinition> Attributes)
{
    /// <summary>Something in the files carries <c>annotations: upshot:</c>.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Signals of the semantic conventions that the files import; nothing is generated for them.</summary>
    public IReadOnlyList<Signal> Imported { get; init; } = [];
}

/// <summary>Reads registry files in both formats of the weaver tool and resolves what they refer to.</summary>
internal static class RegistryReader
{
    public static SignalRegistry Read(IEnumerable<PlanFile> files, Findings findings)
    {
        var groups = new List<RawGroup>();
        var attributes = new List<AttributeDefinition>();
        var maps = new List<YamlMap>();
        var importsOthers = false;
        var isOurs = false;
        foreach (var file in files)
        {
            var root = YamlComposer.Compose(file.Path, file.Text, findings.Problems);
            if (IsManifest(file.Path))
            {
                importsOthers |= HasOtherDependency(root);
            }
            else if (root is YamlMap map)
            {
                maps.Add(map);
                isOurs |= file.Text.Contains("upshot:");
                ReadFile(map, groups, attributes, findings);
            }
            else if (root is not null and not YamlScalar { IsNull: true })
            {
                findings.Problems.Add(root.Location, Rules.WrongType, $"A registry file is a map with groups or file_format, not {root.Kind}.", "Begin the file with groups: and a list of groups.");
            }
        }

        attributes.AddRange(groups.SelectMany(g => g.Uses).Select(u => u.Definition).OfType<AttributeDefinition>());
        var imported = maps.SelectMany(map => ImportReader.Read(map, importsOthers, findings.Problems)).GroupBy(s => s.Id).Select(g => g.First()).ToList();
        return RegistryResolver.Resolve(groups, attributes, importsOthers, findings.Problems) with { IsOurs = isOurs, Imported = imported };
    }

    // The semantic conventions are known; into any other registry nobody can look from here.
    private static bool HasOtherDependency(YamlNode? manifest) =>
        (manifest as YamlMap)?.Find("dependencies")?.Value switch
        {
            null or YamlScalar { IsNull: true } => false,
            YamlList list => list.Items.Any(item => !IsConventions(item)),
            var one => !IsConventions(one),
        };

    private static bool IsConventions(YamlNode dependency) => dependency is YamlMap map && map.Entries.Any(e => e.Value is YamlScalar text && text.Text.Contains("semantic-conventions"));

    private static void ReadFile(YamlMap map, List<RawGroup> groups, List<AttributeDefinition> attributes, Findings findings)
    {
        if ((map.Find("file_format")?.Value as YamlScalar)?.Text == DefinitionKeys.Format)
        {
            findings.Shapes.Check("The file", map, new TableShape(DefinitionKeys.File));
            attributes.AddRange(DefinitionReader.Attributes(map));
            groups.AddRange(DefinitionReader.Groups(map));
        }
        else
        {
            findings.Shapes.Check("The file", map, new TableShape(GroupKeys.File));
            groups.AddRange(GroupReader.Read(map));
        }
    }

    private static bool IsManifest(string path)
    {
        var name = path.Substring(path.LastIndexOf('/') + 1);
        return name is "manifest.yaml" or "registry_manifest.yaml" or "definition_manifest.yaml";
    }
}
