using System.Runtime.CompilerServices;
using Upshot.Plan.Registry;

namespace Upshot.Plan.Tests.Registry;

/// <summary>What identifies a person by the conventions' own names is known in two places: to the checks, and to the library that redacts it in Python.</summary>
public sealed class PersonalAttributesTests
{
    [Fact]
    public void The_library_for_Python_takes_out_what_the_checks_would_find()
    {
        var redaction = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../python/upshot/redaction.py"));

        Assert.All(KnownAttributes.Names.Where(name => KnownAttributes.PrivacyOf(name) is not null), name => Assert.Contains($"\"{name}\",", redaction));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
