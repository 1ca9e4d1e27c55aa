using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The library on the system's Python. Each application of these tests is a process of its own, so that they take their time.</summary>
public sealed class SystemPythonLibraryTests : PythonLibraryTests
{
    public static TheoryData<string> Files => All;

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_library_sets_up_and_shows_what_the_plan_says(string file) => Passes("python3", file);
}

/// <summary>The library on the suite's Python, the newest; beside the other, for neither needs what the other has.</summary>
public sealed class NewestPythonLibraryTests : PythonLibraryTests
{
    public static TheoryData<string> Files => All;

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_library_sets_up_and_shows_what_the_plan_says(string file) => Passes(Path.Combine(Tools.PythonFolder, "bin", "python3"), file);
}

public abstract class PythonLibraryTests
{
    protected static TheoryData<string> All { get; } = [.. Directory.EnumerateFiles(Repository.PathTo("test/python/library"), "test_*.py").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    protected static async Task Passes(string python, string file)
    {
        Tools.NeedPython();
        using var folder = await PythonTests.Module(TeaHouse.Plan);

        var ended = await Tools.Pytest(python, $"test/python/library/{file}", $"{folder.Path}{Path.PathSeparator}{Repository.PathTo("python")}");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }
}
