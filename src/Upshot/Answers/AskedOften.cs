using System.Text.Json.Serialization;

namespace Upshot.Answers;

/// <summary>Answers that are read so often that how to read them is compiled with the program; the others are looked at when they come.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ServerStatus))]
internal sealed partial class AskedOften : JsonSerializerContext;
