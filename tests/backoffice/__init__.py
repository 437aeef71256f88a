"""The back office over HTTP, as the editor Lena, the packer Noor and nobody in particular."""
