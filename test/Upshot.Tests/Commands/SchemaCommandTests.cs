using System.Text.Json;
using Upshot.Commands;

namespace Upshot.Tests.Commands;

public sealed class SchemaCommandTests
{
    [Theory]
    [InlineData("plan", "product")]
    [InlineData("release", "version")]
    [InlineData("verify", "suppress")]
    public async Task A_schema_is_printed(string which, string key)
    {
        var answer = await InProcess.Run(SchemaCommand.Create(), which);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.True(json.RootElement.GetProperty("properties").TryGetProperty(key, out _));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", json.RootElement.GetProperty("$schema").GetString());
    }

    [Fact]
    public async Task All_schemas_are_written_to_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory("upshot-schema-");
        try
        {
            Assert.Equal(0, (await InProcess.Run(SchemaCommand.Create(), "--out", Path.Combine(folder.FullName, "new"))).Code);
            Assert.Equal(["release.schema.json", "upshot.schema.json", "verify.schema.json"], Directory.GetFiles(Path.Combine(folder.FullName, "new")).Select(f => Path.GetFileName(f)).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
