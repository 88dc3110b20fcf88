using System.Globalization;
using System.Reflection;

namespace Autograd.Data;

/// <summary>Reads a property of objects.</summary>
internal sealed class ObjectColumn
{
    private readonly PropertyInfo _property;

    public ObjectColumn(PropertyInfo property)
    {
        _property = property;
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string name = property.Name;
        Builder = type.IsEnum ? new CategoryBuilder(name, isGiven: true, 0) : Type.GetTypeCode(type) switch
        {
            TypeCode.String or TypeCode.Char => new CategoryBuilder(name, isGiven: false, 0),
            TypeCode.Boolean => new BooleanBuilder(name, pair: 0, 0),
            TypeCode.DateTime => new DateBuilder(name, [], DateOrder.Either, 0),
            >= TypeCode.SByte and <= TypeCode.Decimal => new NumberBuilder(name, decimalComma: false, 0),
            _ when type == typeof(Half) => new NumberBuilder(name, decimalComma: false, 0),
            _ when type == typeof(DateOnly) || type == typeof(DateTimeOffset) => new DateBuilder(name, [], DateOrder.Either, 0),
            _ when type == typeof(Guid) => new CategoryBuilder(name, isGiven: false, 0),
            _ => new TextBuilder(name, 0) { Notes = { $"Ignored: a {type.Name} is no value of a table." } },
        };
    }

    /// <summary>What the values are collected in.</summary>
    public ColumnBuilder Builder { get; }

    /// <summary>Adds the property of an object.</summary>
    public void Add(object row)
    {
        object? value = _property.GetValue(row);
        if (value is null or "")
        {
            Builder.AddMissing();
            return;
        }

        switch (Builder)
        {
            case NumberBuilder numbers:
                numbers.Add(value is Half half ? (double)half : Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case DateBuilder dates:
                dates.Add(value switch
                {
                    DateTimeOffset moment => moment.UtcDateTime,
                    DateOnly day => day.ToDateTime(default),
                    _ => (DateTime)value,
                });
                break;
            case TextBuilder texts:
                texts.TryAdd("");
                break;
            default:
                Builder.TryAdd(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
