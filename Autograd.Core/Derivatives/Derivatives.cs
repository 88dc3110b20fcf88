namespace Autograd.Core;

/// <summary>
/// Derivatives of functions of tensors as whole tensors: Jacobians and Hessians, for what is small enough to write down, and the product of
/// a Hessian and a vector, which costs two ways back however large it is. What is returned belongs to the caller; no tape records it.
/// </summary>
/// <remarks>
/// A function is called once, on a tape of its own; tensors that it captures are constants, parameters too. An op's kinks have the slope
/// that gradients have there.
/// </remarks>
/// <example><code>
/// Tensor curvature = Derivatives.Hessian(x => (x * x * x).Sum(), Tensor.From([1.0, 2.0]));   // [[6, 0], [0, 12]]
/// </code></example>
public static class Derivatives
{
    // A column takes the way there and back over what a way back recorded, a row one way back.
    private const int RowsPerColumn = 4;

    /// <summary>All first derivatives of a function at a point.</summary>
    /// <param name="function">The function, made of differentiable ops.</param>
    /// <param name="point">The point, Float32 or Float64.</param>
    /// <returns>The derivative of each result by each element of the point, of the result's shape followed by the point's.</returns>
    /// <exception cref="ArgumentException">The point or the result is not floating point.</exception>
    public static Tensor Jacobian(Func<Tensor, Tensor> function, Tensor point)
    {
        ArgumentNullException.ThrowIfNull(function);
        Tensor x = Own(point, nameof(Jacobian));
        return Jacobian(() => function(x), [x])[0];
    }

    /// <summary>The same of a function of several tensors that it knows, the parameters of a model, say.</summary>
    /// <param name="function">The function.</param>
    /// <param name="by">The tensors, which it computes with; <c>[.. model.Parameters()]</c>.</param>
    /// <returns>For each tensor the derivatives, of the result's shape followed by the tensor's.</returns>
    /// <exception cref="ArgumentException">A tensor or the result is not floating point.</exception>
    public static Tensor[] Jacobian(Func<Tensor> function, IReadOnlyList<Tensor> by)
    {
        using var tape = new Tape { OnlyWatches = true };
        Tensor value = Compute(tape, function, by, nameof(Jacobian));
        Tensor[] results = [.. by.Select(x => Tensor.Zeros(Joined(value.Shape, x.Shape), x.DType))];
        if (!tape.IsTracked(value))
        {
            return results;
        }

        long count = by.Sum(x => (long)x.Count);
        if (RowsPerColumn * count <= value.Count)
        {
            FillColumns(tape, value, by, results);
        }
        else
        {
            FillRows(tape, value, by, results, 0);
        }

        return results;
    }

    /// <summary>All second derivatives of a function with one result at a point.</summary>
    /// <param name="function">The function, made of differentiable ops; its result has one element.</param>
    /// <param name="point">The point, Float32 or Float64.</param>
    /// <returns>The derivatives by each two elements of the point, of the point's shape twice.</returns>
    /// <exception cref="ArgumentException">The result has several elements; or it or the point is not floating point.</exception>
    public static Tensor Hessian(Func<Tensor, Tensor> function, Tensor point)
    {
        ArgumentNullException.ThrowIfNull(function);
        Tensor x = Own(point, nameof(Hessian));
        return Hessian(() => function(x), [x]).Reshape(Joined(x.Shape, x.Shape).Sizes.ToArray()).Detach();
    }

    /// <summary>The same by several tensors that the function knows, the parameters of a model, say.</summary>
    /// <param name="function">The function.</param>
    /// <param name="by">The tensors, of one type.</param>
    /// <returns>A matrix [n, n], where n counts the elements of all tensors, one tensor after the other.</returns>
    /// <exception cref="ArgumentException">
    /// The result has several elements; a tensor or the result is not floating point, or the tensors are of several types.
    /// </exception>
    public static Tensor Hessian(Func<Tensor> function, IReadOnlyList<Tensor> by)
    {
        using var tape = new Tape { OnlyWatches = true };
        Tensor[] gradients = Gradients(tape, function, by, nameof(Hessian));
        int count = checked(by.Sum(x => x.Count)), row = 0;
        Tensor result = Tensor.Zeros([count, count], by.Count > 0 ? by[0].DType : DType.Float32);
        foreach (Tensor gradient in gradients)
        {
            if (tape.IsTracked(gradient))
            {
                FillRows(tape, gradient, by, [result], row);
            }

            row += gradient.Count;
        }

        return result;
    }

    /// <summary>
    /// The Hessian of a function with one result, times a vector: the derivative of the gradient in the vector's direction. The Hessian
    /// itself is not computed (Pearlmutter, 1994).
    /// </summary>
    /// <param name="function">The function, made of differentiable ops; its result has one element.</param>
    /// <param name="point">The point, Float32 or Float64.</param>
    /// <param name="vector">The direction, of the point's shape and type.</param>
    /// <returns>The product, of the point's shape.</returns>
    /// <exception cref="ArgumentException">The result has several elements, or a type or shape does not fit.</exception>
    public static Tensor HessianVector(Func<Tensor, Tensor> function, Tensor point, Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(vector);
        Tensor x = Own(point, nameof(HessianVector));
        return HessianVector(() => function(x), [x], [vector])[0];
    }

    /// <summary>The same by several tensors that the function knows, the parameters of a model, say.</summary>
    /// <param name="function">The function.</param>
    /// <param name="by">The tensors.</param>
    /// <param name="vectors">The direction: for each tensor one of its shape and type.</param>
    /// <returns>The product: for each tensor one of its shape.</returns>
    /// <exception cref="ArgumentException">The result has several elements, or a type, a shape or a number does not fit.</exception>
    public static Tensor[] HessianVector(Func<Tensor> function, IReadOnlyList<Tensor> by, IReadOnlyList<Tensor> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using var tape = new Tape { OnlyWatches = true };
        Tensor[] gradients = Gradients(tape, function, by, nameof(HessianVector));
        if (vectors.Count != by.Count)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"HessianVector: there are {vectors.Count} vectors and {by.Count} tensors; expected a vector for each."), nameof(vectors));
        }

        Tensor[] results = [.. by.Select(x => Tensor.Zeros(x.Shape, x.DType))];
        for (int i = 0; i < gradients.Length; i++)
        {
            if (vectors[i] is null || vectors[i].Shape != by[i].Shape || vectors[i].DType != by[i].DType)
            {
                throw new ArgumentException(
                    $"HessianVector: the vector {vectors[i]?.DType} {vectors[i]?.Shape} is for a tensor {by[i].DType} {by[i].Shape}; " +
                    "expected its shape and type.", nameof(vectors));
            }
        }

        // One way back from all gradients at once: from the sum of their products with the vectors.
        Tensor? along = null;
        for (int i = 0; i < gradients.Length; i++)
        {
            if (tape.IsTracked(gradients[i]) && gradients[i].Count > 0)
            {
                Tensor part = (gradients[i] * vectors[i]).Sum();
                along = along is null ? part : along + part;
            }
        }

        return along is null ? results : [.. tape.Gradient(along, by).Select(product => product.Detach())];
    }

    private static Tensor Compute(Tape tape, Func<Tensor> function, IReadOnlyList<Tensor> by, string caller)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(by);
        foreach (Tensor x in by)
        {
            ArgumentNullException.ThrowIfNull(x, nameof(by));
            tape.Watch(x);
        }

        Tensor value = function()
            ?? throw new ArgumentException($"{caller}: the function returned null; expected a tensor.", nameof(function));
        return value.DType.IsFloat() ? value : throw new ArgumentException(
            $"{caller}: the function gives {value.DType} {value.Shape}, which has no derivative; expected Float32 or Float64.",
            nameof(function));
    }

    private static Tensor[] Gradients(Tape tape, Func<Tensor> function, IReadOnlyList<Tensor> by, string caller)
    {
        Tensor value = Compute(tape, function, by, caller);
        if (value.Count != 1)
        {
            throw new ArgumentException(
                $"{caller}: the function gives {value.Shape}; expected one element. Reduce it with Sum or Mean, or take the Jacobian of " +
                "a gradient.", nameof(function));
        }

        foreach (Tensor x in by)
        {
            if (x.DType != by[0].DType)
            {
                throw new ArgumentException($"{caller}: the tensors are {by[0].DType} and {x.DType}; expected one type.", nameof(by));
            }
        }

        return tape.IsTracked(value)
            ? tape.Gradient(value, by, createGraph: true)
            : [.. by.Select(x => Tensor.Zeros(x.Shape, x.DType))];
    }

    // A row for each element of a value: of each result, or in one matrix side by side.
    private static void FillRows(Tape tape, Tensor value, IReadOnlyList<Tensor> by, Tensor[] results, int firstRow)
    {
        bool isOneMatrix = results.Length != by.Count;
        int width = by.Sum(x => x.Count);
        EachRow(tape, value, by, (i, row) =>
        {
            int start = (firstRow + i) * width;
            for (int k = 0; k < row.Length; k++)
            {
                Tensor to = results[isOneMatrix ? 0 : k];
                int at = (isOneMatrix ? start : i * by[k].Count) * to.DType.Size();
                row[k].Bytes.CopyTo(to.Bytes[at..]);
                start += row[k].Count;
            }
        });
    }

    // A way back is linear in what it starts with; its derivative by that, in the direction of an element of the point, is a column.
    private static void FillColumns(Tape tape, Tensor value, IReadOnlyList<Tensor> by, Tensor[] results)
    {
        Tensor upstream = tape.Watch(Tensor.Ones(value.Shape, value.DType));
        Tensor[] gradients = tape.Gradient(value, by, upstream, createGraph: true);
        for (int k = 0; k < gradients.Length; k++)
        {
            Tensor result = results[k];
            int size = result.DType.Size(), count = gradients[k].Count;
            EachRow(tape, gradients[k], [upstream], (j, column) =>
            {
                for (int i = 0; i < value.Count; i++)
                {
                    column[0].Bytes.Slice(i * size, size).CopyTo(result.Bytes[(((i * count) + j) * size)..]);
                }
            });
        }
    }

    // The gradients of each element of a value in turn, whose memory serves the next one too.
    private static void EachRow(Tape tape, Tensor value, IReadOnlyList<Tensor> by, Action<int, Tensor[]> take)
    {
        Tensor unit = Tensor.Zeros(value.Shape, value.DType), one = Tensor.Ones([1], value.DType);
        for (int i = 0; tape.IsTracked(value) && i < value.Count; i++)
        {
            Span<byte> at = unit.Bytes.Slice(i * one.Bytes.Length, one.Bytes.Length);
            one.Bytes.CopyTo(at);
            using (var scope = new TensorScope())
            {
                take(i, tape.GradientInside(scope, value, by, unit));
            }

            at.Clear();
        }
    }

    private static Tensor Own(Tensor point, string caller)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.DType.IsFloat() ? point.Copied() : throw new ArgumentException(
            $"{caller}: the point is {point.DType} {point.Shape}; expected Float32 or Float64.", nameof(point));
    }

    private static Shape Joined(Shape outer, Shape inner) => Shape.Of([.. outer.Sizes, .. inner.Sizes]);
}
