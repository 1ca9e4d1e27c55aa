namespace Upshot.Plan.Generate.CSharp;

/// <summary>Enums from allowed values, and what each value is when it is emitted.</summary>
internal static class EnumEmitter
{
    public static string Emit(CallSites sites, CSharpNames names) => CSharpFile.Of(names, CSharpTemplate.Of($$"""
        {{RuntimeText.Classified.Replace("\r", "").TrimEnd('\n').Replace("ACCESS", names.Access)}}
        {{sites.Enums.Select(type => "\n" + Declaration(type, names))}}
        """));

    public static string Text(EnumType type, CSharpNames names) => CSharpTemplate.Of($$"""
        internal static string Text({{names.Full(names.Enum(type))}} value) => value switch
        {
            {{type.Members.Select(member => $"{names.Full(names.Enum(type))}.{member.Name.Pascal} => {CSharpText.Literal(member.Value)},")}}
            _ => "_OTHER",
        };
        """);

    private static string Declaration(EnumType type, CSharpNames names) => CSharpTemplate.Of($$"""
        {{CSharpText.Summary(type.Brief)}}
        {{names.Access}} enum {{names.Enum(type)}}{{(type.IsInteger ? " : long" : "")}}
        {
            {{type.Members.Select(member => Member(type, member))}}
        }
        """);

    private static string Member(EnumType type, EnumMember member) => CSharpTemplate.Of($$"""
        {{CSharpText.Summary(member.Value)}}
        {{member.Name.Pascal}}{{(type.IsInteger ? " = " + member.Value : "")}},
        """);
}
