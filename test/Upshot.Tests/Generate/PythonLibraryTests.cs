using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The library on the system's Python. Each application of these tests is a process of its own, so that they take their time.</summary>
public sealed class SystemPythonLibraryTests(TeaPackage tea) : PythonLibraryTests(tea), IClassFixture<TeaPackage>
{
    public static TheoryData<string> Files => All;

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_library_sets_up_and_shows_what_the_plan_says(string file) => Passes("python3", file);
}

/// <summary>The library on the suite's Python, the newest; beside the other, for neither needs what the other has.</summary>
public sealed class NewestPythonLibraryTests(TeaPackage tea) : PythonLibraryTests(tea), IClassFixture<TeaPackage>
{
    public static TheoryData<string> Files => All;

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_library_sets_up_and_shows_what_the_plan_says(string file) => Passes(Path.Combine(Tools.PythonFolder, "bin", "python3"), file);
}

public abstract class PythonLibraryTests(TeaPackage tea)
{
    protected static TheoryData<string> All { get; } = [.. Directory.EnumerateFiles(Repository.PathTo("test/python/library"), "test_*.py").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    protected async Task Passes(string python, string file)
    {
        Tools.NeedPython();
        var folder = await tea.Folder();

        var ended = await Tools.Pytest(python, $"test/python/library/{file}", $"{folder}{Path.PathSeparator}{Repository.PathTo("python")}");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }
}

/// <summary>The generated package of the tea house, written once for all tests that import it.</summary>
public sealed class TeaPackage : IDisposable
{
    private Task<TemporaryFolder>? _folder;

    public async Task<string> Folder() => (await (_folder ??= PythonTests.Module(TeaHouse.Plan))).Path;

    public void Dispose()
    {
        if (_folder is { IsCompletedSuccessfully: true })
        {
            _folder.Result.Dispose();
        }
    }
}
