using System.Reflection.Metadata;

namespace Upshot.Architecture.Tests.References;

/// <summary>A type by its namespace and the name of its outermost type.</summary>
internal readonly record struct TypeName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}

/// <summary>The types that handles of an assembly stand for; a nested type counts as the one around it.</summary>
internal sealed class TypeNames(MetadataReader metadata)
{
    public TypeName Of(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return new(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    public TypeName Of(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return new(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }
}
